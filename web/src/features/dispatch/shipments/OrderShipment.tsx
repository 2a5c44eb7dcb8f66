import { InputNumber, Select } from 'antd'
import { useState } from 'react'
import type { Incident } from '@/api/types'
import { FormDialog } from '@/app/FormDialog'
import { exact } from '@/app/format'
import type { Depot } from '@/app/stock'
import { pick, useLang, useText } from '@/app/text'
import { useAct } from '@/app/useAct'
import { text } from './text'

/** Order goods from a depot to a place of the event. */
export function OrderShipment({ incident, depots, onClose }: { incident: Incident; depots: readonly Depot[]; onClose: () => void }) {
  const words = useText(text)
  const language = useLang()
  const { act, busy, fault } = useAct(incident.id)
  const [depot, setDepot] = useState(depots[0]?.id ?? '')
  const [to, setTo] = useState<number | null>(incident.areas[0]?.area ?? null)
  const [quantities, setQuantities] = useState<Record<string, number>>({})
  const stock = depots.find((one) => one.id === depot)?.stock ?? []
  const lines = Object.entries(quantities).filter(([, qty]) => qty > 0).map(([item, qty]) => ({ item, qty }))
  const send = async () => {
    if (to === null) return
    if (await act('/api/shipments', { incident_id: incident.id, warehouse_id: depot, to_area: to, lines })) onClose()
  }
  return (
    <FormDialog title={words.order} act={words.submit} ready={!busy && depot !== '' && to !== null && lines.length > 0} written={lines.length > 0} fault={fault} onAct={() => void send()} onClose={onClose}>
      <label htmlFor="jm-s-depot">{words.depot}</label>
      <Select id="jm-s-depot" value={depot} onChange={(id) => { setDepot(id); setQuantities({}) }} options={depots.map((one) => ({ value: one.id, label: one.name_zh }))} />
      <label htmlFor="jm-s-to">{words.to}</label>
      <Select id="jm-s-to" value={to} onChange={setTo} options={incident.areas.map((one) => ({ value: one.area, label: one.name }))} />
      {stock.map((line) => (
        <div key={line.item}>
          <label htmlFor={`jm-s-${line.item}`}>{pick(line.zh, line.en, language)}（{exact(line.qty)} {pick(line.unit, line.unit_en, language)}）</label>
          <InputNumber id={`jm-s-${line.item}`} min={0} max={line.qty} precision={0} value={quantities[line.item] ?? null} onChange={(value) => setQuantities((old) => ({ ...old, [line.item]: Number(value ?? 0) }))} style={{ width: '100%' }} />
        </div>
      ))}
    </FormDialog>
  )
}
