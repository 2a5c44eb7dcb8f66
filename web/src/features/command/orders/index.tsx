import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { api } from '@/api/client'
import { can } from '@/api/moves'
import type { Incident, Order } from '@/api/types'
import { FormDialog } from '@/app/FormDialog'
import { countdown, moment, stamp } from '@/app/format'
import { useIncident, useIncidentNow, useIncidents } from '@/app/incident'
import { navigate } from '@/app/router'
import { useSession } from '@/app/session'
import { Count, Empty, Failed, Nothing, useCut } from '@/app/states'
import { pick, useLang, useText } from '@/app/text'
import { useAct } from '@/app/useAct'
import { useTopic } from '@/live/store'
import { text as situation } from '../situation/text'
import { IssueOrder } from './IssueOrder'
import { OrderCells } from './OrderCells'
import { text } from './text'
import '../page.css'

const OVER = new Set<Order['state']>(['done', 'refused', 'cancelled'])
const TIMES = ['issued_at', 'delivered_at', 'read_at', 'accepted_at', 'done_at', 'escalated_at'] as const

const STEPS = ['read', 'accept', 'done', 'refuse', 'cancel'] as const

/** 指令: what was ordered, by whom, and how far it has come; what is pending elsewhere below it. */
export default function Orders({ id }: { id: string | null }) {
  const words = useText(text)
  const incident = useIncident()
  const incidents = useIncidents()
  const now = useIncidentNow(incident)
  const cut = useCut()
  const { post } = useSession()
  const all = useTopic('orders')
  const inView = (one: Order) => one.incident_id === incident?.id
  const orders = inOrder(all.filter(inView))
  const elsewhere = inOrder(all.filter((one) => !inView(one) && !OVER.has(one.state)))
  const of = (order: Order) => incidents.find((one) => one.id === order.incident_id) ?? null
  const [issuing, setIssuing] = useState(false)
  const shown = all.find((one) => one.id === id) ?? orders.find((one) => one.to_area === post.area && !OVER.has(one.state)) ?? orders[0] ?? null
  const mayIssue = post.roles.includes('duty') || post.roles.includes('decider')
  return (
    <div className="jm-page">
      <section className="jm-page-main">
        <header className="jm-page-head">
          <h1>{words.title}</h1>
          <span>{words.toUs} <Count of={orders.filter((one) => one.to_area === post.area).length} /> · {words.fromUs} <Count of={orders.filter((one) => one.from_area === post.area).length} /></span>
          <span className="jm-head-end">
            {incident && mayIssue && <Button type="primary" disabled={cut !== undefined} title={cut} onClick={() => setIssuing(true)}>{words.issue}</Button>}
          </span>
        </header>
        <div className="jm-page-body">
          {orders.length === 0 && <Nothing title={words.none}>{words.noneNote}</Nothing>}
          {orders.length + elsewhere.length > 0 && (
            <table className="jm-table">
              <thead>
                <tr><th>{words.no}</th><th>{words.name}</th><th>{words.from}</th><th>{words.to}</th><th>{words.progress}</th><th>{words.state}</th><th className="jm-num">{words.due}</th></tr>
              </thead>
              <tbody>{orders.map((one) => <Line key={one.id} order={one} incident={of(one)} selected={one.id === shown?.id} named={false} />)}</tbody>
              {elsewhere.length > 0 && (
                <tbody>
                  <tr className="jm-group"><th scope="rowgroup" colSpan={7}>{words.elsewhere} {elsewhere.length}</th></tr>
                  {elsewhere.map((one) => <Line key={one.id} order={one} incident={of(one)} selected={one.id === shown?.id} named />)}
                </tbody>
              )}
            </table>
          )}
        </div>
      </section>
      <aside className="jm-page-side">
        {shown ? <OrderRecord key={shown.id} order={shown} incident={of(shown)} /> : <Empty title={words.pick}>{words.pickNote}</Empty>}
      </aside>
      {issuing && incident && <IssueOrder incident={incident} now={now} onClose={() => setIssuing(false)} />}
    </div>
  )
}

/** What is pending first, the newest before older ones. */
function inOrder(orders: Order[]): Order[] {
  return orders.sort((a, b) => Number(OVER.has(a.state)) - Number(OVER.has(b.state)) || Date.parse(b.issued_at) - Date.parse(a.issued_at) || a.to_area - b.to_area)
}

/** One order in the list; one of another event says of which, and leads there. */
function Line({ order, incident, selected, named }: { order: Order; incident: Incident | null; selected: boolean; named: boolean }) {
  const words = useText(text)
  const states = useText(situation).state
  const language = useLang()
  const now = useIncidentNow(incident)
  const due = countdown(order.due_at, now, order.issued_at)
  const over = OVER.has(order.state)
  const open = () => navigate(`/orders/${order.id}`, { incident: order.incident_id }, true)
  return (
    <tr tabIndex={0} data-row aria-selected={selected} onClick={open} onKeyDown={(e) => e.key === 'Enter' && open()}>
      <td>{order.no}</td>
      <td>
        <b>{order.title_zh}</b>
        {named && incident && <> <small className="jm-note">{pick(incident.title_zh, incident.title_en, language)}</small> {incident.exercise && <span className="jm-tag">{words.exercise}</span>}</>}
      </td>
      <td>{order.from_name}</td><td>{order.to_name}</td>
      <td><OrderCells orders={[order]} /></td><td>{states[order.state]}</td>
      <td className={`jm-num ${over ? '' : `jm-due-${due.tone}`}`}>{over ? moment(order.due_at, now) : due.text}</td>
    </tr>
  )
}

function OrderRecord({ order, incident }: { order: Order; incident: Incident | null }) {
  const words = useText(text)
  const states = useText(situation).state
  const now = useIncidentNow(incident)
  const cut = useCut()
  const { act, busy, fault } = useAct(order.id)
  const [asking, setAsking] = useState<'refuse' | 'cancel' | null>(null)
  const [note, setNote] = useState('')
  const { data, error, refetch } = useQuery({ queryKey: ['order', order.id, order.version], queryFn: () => api.get(`/api/orders/${order.id}`) })
  const steps = STEPS.filter((step) => can(data?.moves, step))
  const close = () => {
    setAsking(null)
    setNote('')
  }
  const take = async (step: (typeof STEPS)[number]) => {
    const body = step === 'refuse' || step === 'cancel' ? { note: note.trim() } : {}
    if (await act(`/api/orders/${order.id}/${step}`, body, data?.version ?? order.version)) close()
  }
  const due = countdown(order.due_at, now, order.issued_at)
  return (
    <div className="jm-record">
      <h2>{order.title_zh}</h2>
      <p>{order.body_zh}</p>
      <dl>
        <div><dt>{words.no}</dt><dd>{order.no}</dd></div>
        <div><dt>{words.from}</dt><dd>{order.from_name} · {words.issuedBy} {order.issued_by}</dd></div>
        <div><dt>{words.to}</dt><dd>{order.to_name}</dd></div>
        <div><dt>{words.due}</dt><dd>{stamp(order.due_at)} {!OVER.has(order.state) && <b className={`jm-due-${due.tone}`}>{due.text}</b>}</dd></div>
        <div><dt>{words.state}</dt><dd>{states[order.state]} <OrderCells orders={[order]} /></dd></div>
        {TIMES.filter((name) => order[name]).map((name) => <div key={name}><dt>{words.times[name]}</dt><dd>{moment(order[name] as string, now)}</dd></div>)}
        {order.refused_reason && <div><dt>{words.why}</dt><dd>{order.refused_reason}</dd></div>}
      </dl>
      {fault && <p className="jm-fault" role="alert">{fault}</p>}
      {error && <Failed cause={error} onRetry={() => void refetch()} />}
      <div className="jm-record-acts">
        {steps.map((step, i) => (
          <Button key={step} disabled={busy || cut !== undefined} title={cut} type={i === 0 && step !== 'cancel' && step !== 'refuse' ? 'primary' : 'default'}
            onClick={() => (step === 'refuse' || step === 'cancel' ? setAsking(step) : void take(step))}>
            {words.steps[step]}
          </Button>
        ))}
      </div>
      {asking && (
        <FormDialog title={words.steps[asking] ?? ''} act={words.submit} ready={!busy && note.trim().length >= 2} written={note !== ''} fault={fault} onAct={() => void take(asking)} onClose={close}>
          <Input.TextArea rows={3} aria-label={words.why} placeholder={words.why} value={note} onChange={(e) => setNote(e.target.value)} />
        </FormDialog>
      )}
    </div>
  )
}
