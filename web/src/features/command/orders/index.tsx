import { useQuery } from '@tanstack/react-query'
import { Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { api } from '@/api/client'
import { can } from '@/api/moves'
import type { Order } from '@/api/types'
import { countdown, moment, stamp } from '@/app/format'
import { useIncident, useIncidentNow } from '@/app/incident'
import { navigate } from '@/app/router'
import { useSession } from '@/app/session'
import { Empty } from '@/app/states'
import { useText } from '@/app/text'
import { useAct } from '@/app/useAct'
import { words as shell } from '@/app/words'
import { useConnection, useTopic } from '@/live/store'
import { text as situation } from '../situation/text'
import { IssueOrder } from './IssueOrder'
import { OrderCells } from './OrderCells'
import { text } from './text'
import '../page.css'

const OVER = new Set<Order['state']>(['done', 'refused', 'cancelled'])
const TIMES = ['issued_at', 'delivered_at', 'read_at', 'accepted_at', 'done_at', 'escalated_at'] as const

const STEPS = ['read', 'accept', 'done', 'refuse', 'cancel'] as const

/** 指令: what was ordered, by whom, and how far it has come. */
export default function Orders({ id }: { id: string | null }) {
  const words = useText(text)
  const states = useText(situation).state
  const incident = useIncident()
  const now = useIncidentNow(incident)
  const { post } = useSession()
  const all = useTopic('orders')
  const orders = all
    .filter((one) => one.incident_id === incident?.id)
    .sort((a, b) => Number(OVER.has(a.state)) - Number(OVER.has(b.state)) || Date.parse(b.issued_at) - Date.parse(a.issued_at) || a.to_area - b.to_area)
  const [issuing, setIssuing] = useState(false)
  const shown = all.find((one) => one.id === id) ?? orders.find((one) => one.to_area === post.area && !OVER.has(one.state)) ?? orders[0] ?? null
  const mayIssue = post.roles.includes('duty') || post.roles.includes('decider')
  return (
    <div className="jm-page">
      <section className="jm-page-main">
        <header className="jm-page-head">
          <h1>{words.title}</h1>
          <span>{words.toUs} {orders.filter((one) => one.to_area === post.area).length} · {words.fromUs} {orders.filter((one) => one.from_area === post.area).length}</span>
          <span className="jm-head-end">
            {incident && mayIssue && <Button type="primary" onClick={() => setIssuing(true)}>{words.issue}</Button>}
          </span>
        </header>
        <div className="jm-page-body">
          {orders.length === 0 ? <Empty title={words.none}>{words.noneNote}</Empty> : (
            <table className="jm-table">
              <thead>
                <tr><th>{words.no}</th><th>{words.name}</th><th>{words.from}</th><th>{words.to}</th><th>{words.progress}</th><th>{words.state}</th><th className="jm-num">{words.due}</th></tr>
              </thead>
              <tbody>
                {orders.map((one) => {
                  const due = countdown(one.due_at, now, one.issued_at)
                  const over = OVER.has(one.state)
                  return (
                    <tr
                      key={one.id} tabIndex={0} data-row aria-selected={one.id === shown?.id}
                      onClick={() => navigate(`/orders/${one.id}`, {}, true)} onKeyDown={(e) => e.key === 'Enter' && navigate(`/orders/${one.id}`, {}, true)}
                    >
                      <td>{one.no}</td><td><b>{one.title_zh}</b></td><td>{one.from_name}</td><td>{one.to_name}</td>
                      <td><OrderCells orders={[one]} /></td><td>{states[one.state]}</td>
                      <td className={`jm-num ${over ? '' : `jm-due-${due.tone}`}`}>{over ? moment(one.due_at, now) : due.text}</td>
                    </tr>
                  )
                })}
              </tbody>
            </table>
          )}
        </div>
      </section>
      <aside className="jm-page-side">
        {shown ? <OrderRecord key={shown.id} order={shown} now={now} /> : <Empty title={words.pick}>{words.pickNote}</Empty>}
      </aside>
      {issuing && incident && <IssueOrder incidentId={incident.id} now={now} onClose={() => setIssuing(false)} />}
    </div>
  )
}

function OrderRecord({ order, now }: { order: Order; now: Date }) {
  const words = useText(text)
  const common = useText(shell)
  const states = useText(situation).state
  const cut = useConnection().state === 'cut'
  const { act, busy, fault } = useAct(order.id)
  const [asking, setAsking] = useState<'refuse' | 'cancel' | null>(null)
  const [note, setNote] = useState('')
  const { data } = useQuery({ queryKey: ['order', order.id, order.version], queryFn: () => api.get(`/api/orders/${order.id}`) })
  const steps = STEPS.filter((step) => can(data?.moves, step))
  const take = async (step: (typeof STEPS)[number]) => {
    const body = note.trim() ? { note: note.trim() } : {}
    if (await act(`/api/orders/${order.id}/${step}`, body, data?.version ?? order.version)) {
      setAsking(null)
      setNote('')
    }
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
      <div className="jm-record-acts">
        {steps.map((step, i) => (
          <Button key={step} disabled={busy || cut} title={cut ? common.cutDisabled : undefined} type={i === 0 && step !== 'cancel' && step !== 'refuse' ? 'primary' : 'default'}
            onClick={() => (step === 'refuse' || step === 'cancel' ? setAsking(step) : void take(step))}>
            {words.steps[step]}
          </Button>
        ))}
      </div>
      {asking && (
        <Modal open title={words.steps[asking]} okText={words.submit} cancelText={common.cancel} onCancel={() => setAsking(null)} okButtonProps={{ disabled: busy || note.trim().length < 2 }} onOk={() => void take(asking)}>
          <Input.TextArea rows={3} aria-label={words.why} placeholder={words.why} value={note} onChange={(e) => setNote(e.target.value)} />
          {fault && <p className="jm-fault" role="alert">{fault}</p>}
        </Modal>
      )}
    </div>
  )
}
