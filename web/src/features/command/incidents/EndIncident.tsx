import { Input, Select } from 'antd'
import { useState } from 'react'
import type { Incident } from '@/api/types'
import { FormDialog } from '@/app/FormDialog'
import { pick, useLang, useText } from '@/app/text'
import { useAct } from '@/app/useAct'
import { takersOf } from './merging'
import { text } from './text'

/** Close or merge: both need a reason, a merge also what it goes into. */
export function EndIncident({ incident, step, others, likely, onClose }: {
  incident: Incident
  step: 'close' | 'merge'
  others: readonly Incident[]
  /** The earlier incident that may be the same. */
  likely: string | null
  onClose: () => void
}) {
  const words = useText(text)
  const language = useLang()
  // Against the version that was read: what changed meanwhile is said, not ended unseen.
  const [read] = useState(incident)
  const { act, busy, fault } = useAct(read.id)
  const [reason, setReason] = useState('')
  const merging = step === 'merge'
  const takers = takersOf(read, others)
  const [into, setInto] = useState(takers.find((one) => one.id === likely)?.id ?? null)
  const send = async () => {
    if (await act(`/api/incidents/${read.id}/${step}`, { reason: reason.trim(), ...(merging ? { into } : {}) }, read.version)) onClose()
  }
  return (
    <FormDialog
      title={`${words.ending[step]} · ${read.no} ${pick(read.title_zh, read.title_en, language)}`} act={words.ending[step]}
      ready={!busy && reason.trim().length >= 2 && (!merging || into !== null)} written={reason !== ''}
      fault={fault} onAct={() => void send()} onClose={onClose}
    >
      {merging && (
        <>
          <label htmlFor="jm-x-into">{words.into}</label>
          <Select
            id="jm-x-into" value={into} placeholder={takers.length === 0 ? words.noTaker : words.choose} disabled={takers.length === 0} onChange={setInto}
            options={takers.map((one) => ({ value: one.id, label: `${one.no} ${pick(one.title_zh, one.title_en, language)}` }))}
          />
        </>
      )}
      <label htmlFor="jm-x-reason">{words.reasonAtLeast}</label>
      <Input.TextArea id="jm-x-reason" rows={3} maxLength={500} autoFocus value={reason} onChange={(e) => setReason(e.target.value)} />
      <p className="jm-note">{words.endingNote[step]}</p>
    </FormDialog>
  )
}
