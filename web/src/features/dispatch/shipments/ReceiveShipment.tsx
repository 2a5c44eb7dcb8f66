import { Input, InputNumber } from 'antd'
import { useState } from 'react'
import type { Shipment } from '@/api/types'
import { FormDialog } from '@/app/FormDialog'
import { exact } from '@/app/format'
import { pick, useLang, useText } from '@/app/text'
import { useAct } from '@/app/useAct'
import { text } from './text'

/** What was counted of each kind of goods; what was sent stands there to be confirmed or changed. */
export function ReceiveShipment({ shipment, onClose }: { shipment: Shipment; onClose: () => void }) {
  const words = useText(text)
  const language = useLang()
  const [read] = useState(shipment)
  const [counted, setCounted] = useState<Record<string, number | null>>(() => Object.fromEntries(read.lines.map((line) => [line.item, line.qty])))
  const [note, setNote] = useState('')
  const { act, busy, fault } = useAct(read.id)
  const of = (item: string) => counted[item] ?? null
  const whole = read.lines.every((line) => of(line.item) !== null)
  const gap = (line: Shipment['lines'][number]) => line.qty - (of(line.item) ?? line.qty)
  const short = read.lines.some((line) => gap(line) > 0)
  const over = read.lines.some((line) => gap(line) < 0)
  const changed = note !== '' || read.lines.some((line) => of(line.item) !== line.qty)
  const send = async () => {
    const lines = read.lines.map((line) => ({ item: line.item, qty: of(line.item) ?? 0 }))
    if (await act(`/api/shipments/${read.id}/receive`, { lines, note_zh: note.trim() }, read.version)) onClose()
  }
  return (
    <FormDialog
      title={`${words.receiving} · ${read.warehouse_name}→${read.to_name}`} act={words.receiving} ready={whole && !over && (!short || note.trim() !== '') && !busy} written={changed}
      fault={fault} onAct={() => void send()} onClose={onClose}
    >
      {read.lines.map((line) => (
        <div key={line.item}>
          <label htmlFor={`jm-n-${line.item}`}>{pick(line.zh, line.en, language)} · {words.sent} {exact(line.qty)} {pick(line.unit, line.unit_en, language)} · {words.counted}</label>
          <InputNumber
            id={`jm-n-${line.item}`} min={0} precision={0} value={of(line.item)} style={{ width: '100%' }}
            onChange={(value) => setCounted((old) => ({ ...old, [line.item]: value }))}
          />
          {gap(line) > 0 && <div className="jm-due-soon" role="status">{words.short(exact(gap(line)), line.unit)}</div>}
          {gap(line) < 0 && <div className="jm-fault" role="alert">{words.over(exact(-gap(line)), line.unit)}</div>}
        </div>
      ))}
      <label htmlFor="jm-n-note">{short ? words.shortNote : words.note}</label>
      <Input.TextArea id="jm-n-note" rows={2} maxLength={400} value={note} onChange={(e) => setNote(e.target.value)} />
    </FormDialog>
  )
}
