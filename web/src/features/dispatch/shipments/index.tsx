import { useQuery } from '@tanstack/react-query'
import { Button, InputNumber, Modal, Select } from 'antd'
import { useState } from 'react'
import { api } from '@/api/client'
import { can } from '@/api/moves'
import type { Incident, Shipment, Warehouse } from '@/api/types'
import { exact, moment } from '@/app/format'
import { useIncident, useIncidentNow } from '@/app/incident'
import { Mark } from '@/app/marks'
import { useSession } from '@/app/session'
import { Empty } from '@/app/states'
import { defineText, pick, useLang, useText } from '@/app/text'
import { useAct } from '@/app/useAct'
import { useTopic } from '@/live/store'
import '../../command/page.css'

const text = defineText(
  {
    title: '调度', order: '下达调运…', depots: '储备库', depot: '储备库', stock: '可调库存', to: '运往', goods: '物资', state: '状态', at: '下达',
    states: { ordered: '已下达', departed: '在途', arrived: '到达', received: '已接收', cancelled: '已撤销' } as Record<string, string>,
    moves: { depart: '出库', arrive: '到达', receive: '接收', cancel: '撤销' } as Record<string, string>,
    none: '尚无调运', noneNote: '下达后，地图上显示其路线与状态', need: '需求估算', spare: (n: string) => `富余 ${n}`, qty: '数量', submit: '下达', unit: '单位', formula: '算法',
  },
  {
    title: 'Dispatch', order: 'Order a shipment…', depots: 'Depots', depot: 'Depot', stock: 'Stock to give', to: 'To', goods: 'Goods', state: 'State', at: 'Ordered',
    states: { ordered: 'ordered', departed: 'under way', arrived: 'arrived', received: 'received', cancelled: 'withdrawn' },
    moves: { depart: 'Depart', arrive: 'Arrive', receive: 'Receive', cancel: 'Withdraw' },
    none: 'No shipments yet', noneNote: 'Their way and state appear on the map', need: 'Need, estimated', spare: (n) => `${n} to spare`, qty: 'Quantity', submit: 'Order', unit: 'Unit', formula: 'Formula',
  },
)
const MOVES = ['depart', 'arrive', 'receive', 'cancel'] as const

/** 调度: depots, what is needed, and what is on its way. */
export default function Shipments() {
  const words = useText(text)
  const language = useLang()
  const incident = useIncident()
  const now = useIncidentNow(incident)
  const { post } = useSession()
  const shipments = useTopic('shipments').filter((one) => one.incident_id === incident?.id)
  const warehouses = useTopic('warehouses')
  const [ordering, setOrdering] = useState(false)
  const mayOrder = incident && post.tier <= 2 && post.roles.some((role) => role === 'duty' || role === 'decider')
  return (
    <div className="jm-page">
      <section className="jm-page-main">
        <header className="jm-page-head"><h1>{words.title}</h1><span>{shipments.length}</span>
          <span className="jm-head-end">{mayOrder && <Button type="primary" onClick={() => setOrdering(true)}>{words.order}</Button>}</span>
        </header>
        <div className="jm-page-body">
          {shipments.length === 0 ? <Empty title={words.none}>{words.noneNote}</Empty> : (
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
          {warehouses.map((one) => (
            <div key={one.id} className="jm-record">
              <b>{one.name_zh}</b> {one.synthetic && <Mark kind="synthetic" />}
              <dl className="jm-stock">{one.stock.map((line) => <div key={line.item}><dt>{pick(line.zh, line.en, language)}</dt><dd>{exact(line.qty)} <small>{line.unit}</small></dd></div>)}</dl>
            </div>
          ))}
        </section>
      </aside>
      {ordering && incident && <OrderShipment incident={incident} warehouses={warehouses} onClose={() => setOrdering(false)} />}
    </div>
  )
}

function Line({ shipment, now }: { shipment: Shipment; now: Date }) {
  const words = useText(text)
  const language = useLang()
  const { act, busy, fault } = useAct(shipment.id)
  const { data } = useQuery({ queryKey: ['shipment', shipment.id, shipment.version], queryFn: () => api.get(`/api/shipments/${shipment.id}`) })
  return (
    <tr tabIndex={0} data-row>
      <td>{shipment.warehouse_name}</td><td>{shipment.to_name}</td>
      <td>{shipment.lines.map((line) => `${pick(line.zh, line.en, language)} ${exact(line.qty)} ${line.unit}`).join(language === 'zh' ? '，' : ', ')}</td>
      <td>{words.states[shipment.state] ?? shipment.state}{fault && <b className="jm-fault" role="alert"> {fault}</b>}</td>
      <td className="jm-num">{moment(shipment.ordered_at, now)}</td>
      <td className="jm-num">{MOVES.filter((step) => can(data?.moves, step)).map((step) => <Button key={step} size="small" disabled={busy} onClick={() => void act(`/api/shipments/${shipment.id}/${step}`, {}, shipment.version)}>{words.moves[step]}</Button>)}</td>
    </tr>
  )
}

function Needs({ incident, area }: { incident: Incident; area: number }) {
  const words = useText(text)
  const language = useLang()
  const { data } = useQuery({ queryKey: ['demand', incident.id, area], queryFn: () => api.get(`/api/incidents/${incident.id}/demand`, { query: { area } }), retry: false })
  if (!data || data.items.length === 0) return null
  return (
    <table className="jm-table">
      <thead><tr><th>{words.need} <Mark kind="estimate" /></th><th className="jm-num">{words.qty}</th><th>{words.formula}</th></tr></thead>
      <tbody>
        {data.items.map((line) => (
          <tr key={line.item}>
            <td>{pick(line.zh, line.en, language)}</td>
            <td className="jm-num">{line.need === null ? '—' : `${line.at_least ? '≥' : ''}${exact(Math.max(0, line.need))}`} {line.unit}
              {line.need !== null && line.need < 0 && <small className="jm-note"> {words.spare(`${line.at_least ? '≤' : ''}${exact(-line.need)}`)}</small>}</td>
            <td className="jm-note" title={line.source_zh}>{language === 'zh' ? line.formula : line.formula.replaceAll('未知', 'unknown')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function OrderShipment({ incident, warehouses, onClose }: { incident: Incident; warehouses: readonly Warehouse[]; onClose: () => void }) {
  const words = useText(text)
  const language = useLang()
  const { act, busy, fault } = useAct(incident.id)
  const [depot, setDepot] = useState(warehouses[0]?.id ?? '')
  const [to, setTo] = useState<number | null>(incident.areas[0]?.area ?? null)
  const [quantities, setQuantities] = useState<Record<string, number>>({})
  const stock = warehouses.find((one) => one.id === depot)?.stock ?? []
  const lines = Object.entries(quantities).filter(([, qty]) => qty > 0).map(([item, qty]) => ({ item, qty }))
  const send = async () => {
    if (to === null) return
    if (await act('/api/shipments', { incident_id: incident.id, warehouse_id: depot, to_area: to, lines })) onClose()
  }
  return (
    <Modal open title={words.order} okText={words.submit} onCancel={onClose} onOk={() => void send()} okButtonProps={{ disabled: busy || !depot || to === null || lines.length === 0 }}>
      <div className="jm-form">
        <label htmlFor="jm-s-depot">{words.depot}</label>
        <Select id="jm-s-depot" value={depot} onChange={(id) => { setDepot(id); setQuantities({}) }} options={warehouses.map((one) => ({ value: one.id, label: one.name_zh }))} />
        <label htmlFor="jm-s-to">{words.to}</label>
        <Select id="jm-s-to" value={to} onChange={setTo} options={incident.areas.map((one) => ({ value: one.area, label: one.name }))} />
        {stock.map((line) => (
          <div key={line.item}>
            <label htmlFor={`jm-s-${line.item}`}>{pick(line.zh, line.en, language)}（{exact(line.qty)} {line.unit}）</label>
            <InputNumber id={`jm-s-${line.item}`} min={0} max={line.qty} precision={0} value={quantities[line.item] ?? null} onChange={(value) => setQuantities((old) => ({ ...old, [line.item]: Number(value ?? 0) }))} style={{ width: '100%' }} />
          </div>
        ))}
        {fault && <p className="jm-fault" role="alert">{fault}</p>}
      </div>
    </Modal>
  )
}
