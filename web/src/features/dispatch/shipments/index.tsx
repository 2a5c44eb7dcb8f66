import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { api } from '@/api/client'
import { can } from '@/api/moves'
import type { Incident, Shipment } from '@/api/types'
import { exact, moment } from '@/app/format'
import { useIncident, useIncidentNow } from '@/app/incident'
import { Mark } from '@/app/marks'
import { useSession } from '@/app/session'
import { Count, Nothing, Outdated, useCut } from '@/app/states'
import { useDepots } from '@/app/stock'
import { pick, useLang, useText } from '@/app/text'
import { useAct } from '@/app/useAct'
import { useTopic } from '@/live/store'
import { OrderShipment } from './OrderShipment'
import { ReceiveShipment } from './ReceiveShipment'
import { text } from './text'
import '../../command/page.css'

const MOVES = ['depart', 'arrive', 'receive', 'cancel'] as const

/** 调度: depots, what is needed, and what is on its way. */
export default function Shipments() {
  const words = useText(text)
  const language = useLang()
  const incident = useIncident()
  const now = useIncidentNow(incident)
  const { post } = useSession()
  const shipments = useTopic('shipments').filter((one) => one.incident_id === incident?.id)
  const depots = useDepots(useTopic('warehouses'), incident)
  const [ordering, setOrdering] = useState(false)
  const cut = useCut()
  const mayOrder = incident && post.tier <= 2 && post.roles.some((role) => role === 'duty' || role === 'decider')
  return (
    <div className="jm-page">
      <section className="jm-page-main">
        <header className="jm-page-head"><h1>{words.title}</h1><Count of={shipments.length} />
          <span className="jm-head-end">{mayOrder && <Button type="primary" disabled={cut !== undefined} title={cut} onClick={() => setOrdering(true)}>{words.order}</Button>}</span>
        </header>
        <div className="jm-page-body">
          {shipments.length === 0 ? <Nothing title={words.none}>{words.noneNote}</Nothing> : (
            <table className="jm-table">
              <thead><tr><th>{words.depot}</th><th>{words.to}</th><th>{words.goods}</th><th>{words.state}</th><th className="jm-num">{words.at}</th><th /></tr></thead>
              <tbody>{shipments.map((one) => <Line key={one.id} shipment={one} now={now} />)}</tbody>
            </table>
          )}
          {incident && <Needs incident={incident} area={post.area} />}
        </div>
      </section>
      <aside className="jm-page-side">
        <section className="jm-panel">
          <header><h2>{words.depots}</h2><span>{words.stock}</span></header>
          {depots.map((one) => (
            <div key={one.id} className="jm-record">
              <b>{one.name_zh}</b> {one.synthetic && <Mark kind="synthetic" />} {one.real && <small>{words.realStock}</small>}
              {one.stock === null && <p className="jm-note">{words.unreadStock}</p>}
              <dl className="jm-stock">{one.stock?.map((line) => <div key={line.item}><dt>{pick(line.zh, line.en, language)}</dt><dd>{exact(line.qty)} <small>{pick(line.unit, line.unit_en, language)}</small></dd></div>)}</dl>
            </div>
          ))}
        </section>
      </aside>
      {ordering && incident && <OrderShipment incident={incident} depots={depots} onClose={() => setOrdering(false)} />}
    </div>
  )
}

function Line({ shipment, now }: { shipment: Shipment; now: Date }) {
  const words = useText(text)
  const language = useLang()
  const cut = useCut()
  const { act, busy, fault } = useAct(shipment.id)
  const [receiving, setReceiving] = useState(false)
  const { data } = useQuery({ queryKey: ['shipment', shipment.id, shipment.version], queryFn: () => api.get(`/api/shipments/${shipment.id}`) })
  const goods = shipment.lines.map((line) => {
    const sent = `${pick(line.zh, line.en, language)} ${exact(line.qty)} ${pick(line.unit, line.unit_en, language)}`
    return line.received === null || line.received === line.qty ? sent : `${sent}（${words.receivedOf(exact(line.received), exact(line.qty - line.received))}）`
  })
  return (
    <tr tabIndex={0} data-row>
      <td>{shipment.warehouse_name}</td><td>{shipment.to_name}</td>
      <td>{goods.join(language === 'zh' ? '，' : ', ')}{shipment.note_zh && <small className="jm-note"> {shipment.note_zh}</small>}</td>
      <td>{words.states[shipment.state] ?? shipment.state}{fault && <b className="jm-fault" role="alert"> {fault}</b>}</td>
      <td className="jm-num">{moment(shipment.ordered_at, now)}</td>
      <td className="jm-num">
        <span className="jm-row-acts">
          {MOVES.filter((step) => can(data?.moves, step)).map((step) => (
            <Button
              key={step} size="small" disabled={busy || cut !== undefined} title={cut}
              onClick={() => (step === 'receive' ? setReceiving(true) : void act(`/api/shipments/${shipment.id}/${step}`, {}, shipment.version))}
            >
              {words.moves[step]}
            </Button>
          ))}
        </span>
        {receiving && <ReceiveShipment shipment={shipment} onClose={() => setReceiving(false)} />}
      </td>
    </tr>
  )
}

function Needs({ incident, area }: { incident: Incident; area: number }) {
  const words = useText(text)
  const language = useLang()
  const { data, error, refetch } = useQuery({ queryKey: ['demand', incident.id, area], queryFn: () => api.get(`/api/incidents/${incident.id}/demand`, { query: { area } }), retry: false })
  if (!data && error) return <p className="jm-form">{words.need} <Outdated cause={error} old={false} onRetry={() => void refetch()} /></p>
  if (!data || data.items.length === 0) return null
  return (
    <table className="jm-table">
      <thead><tr><th>{words.need} <Mark kind="estimate" />{error && <Outdated cause={error} onRetry={() => void refetch()} />}</th><th className="jm-num">{words.qty}</th><th>{words.formula}</th></tr></thead>
      <tbody>
        {data.items.map((line) => (
          <tr key={line.item}>
            <td>{pick(line.zh, line.en, language)}</td>
            <td className="jm-num">{line.need === null ? '—' : `${line.at_least ? '≥' : ''}${exact(Math.max(0, line.need))}`} {pick(line.unit, line.unit_en, language)}
              {line.need !== null && line.need < 0 && <small className="jm-note"> {words.spare(`${line.at_least ? '≤' : ''}${exact(-line.need)}`)}</small>}</td>
            <td className="jm-note" title={line.source_zh}>{language === 'zh' ? line.formula : line.formula.replaceAll('未知', 'unknown')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
