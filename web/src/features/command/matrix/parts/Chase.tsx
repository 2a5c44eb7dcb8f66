import { Input, Modal, Radio } from 'antd'
import { useState } from 'react'
import type { MatrixRow } from '@/api/types'
import { useText } from '@/app/text'
import { useAct } from '@/app/useAct'
import { words as shell } from '@/app/words'
import { type Chased, chased } from '../chase'
import { text } from '../text'

const MINUTES = [15, 30, 60]
const MINUTE = 60_000

/** 催报: an order to report, to one county or to a group of them, written beforehand. */
export function Chase({ incidentId, rows, one, now, onClose }: { incidentId: string; rows: readonly MatrixRow[]; one: MatrixRow | null; now: Date; onClose: () => void }) {
  const words = useText(text)
  const common = useText(shell)
  const { act, busy, fault } = useAct(incidentId)
  const [group, setGroup] = useState<Chased>(one ? 'one' : 'silent')
  const [minutes, setMinutes] = useState(30)
  const [title, setTitle] = useState(words.chaseTitle)
  const [body, setBody] = useState(words.chaseBody)
  const to = chased(rows, group, one?.area ?? null)
  const send = async () => {
    const due = new Date(now.getTime() + minutes * MINUTE).toISOString()
    const made = await act('/api/orders', { incident_id: incidentId, title_zh: title.trim(), body_zh: body.trim(), to_areas: to.map((row) => row.area), due_at: due })
    if (made) onClose()
  }
  const groups: { value: Chased; label: string }[] = [
    ...(one ? [{ value: 'one' as const, label: one.name }] : []),
    ...(['silent', 'strong', 'all'] as const).map((value) => ({ value, label: words.chased[value](chased(rows, value, null).length) })),
  ]
  return (
    <Modal open title={words.order} width={520} onCancel={onClose} okText={words.chaseSend(to.length)} cancelText={common.cancel}
      okButtonProps={{ disabled: busy || to.length === 0 || title.trim().length < 2 }} onOk={() => void send()}>
      <div className="jm-form">
        <span>{words.chaseTo}</span>
        <Radio.Group options={groups} value={group} onChange={(e) => setGroup(e.target.value as Chased)} />
        <span className="jm-note">{to.map((row) => row.name).join(words.comma) || '—'}</span>
        <label htmlFor="jm-chase-title">{words.chaseName}</label>
        <Input id="jm-chase-title" value={title} maxLength={80} onChange={(e) => setTitle(e.target.value)} />
        <label htmlFor="jm-chase-body">{words.chaseText}</label>
        <Input.TextArea id="jm-chase-body" rows={3} value={body} maxLength={2000} onChange={(e) => setBody(e.target.value)} />
        <span>{words.chaseDue}</span>
        <Radio.Group options={MINUTES.map((value) => ({ value, label: words.minutes(value) }))} value={minutes} onChange={(e) => setMinutes(e.target.value as number)} />
        {fault && <p className="jm-fault" role="alert">{fault}</p>}
      </div>
    </Modal>
  )
}
