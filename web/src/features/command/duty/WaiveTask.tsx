import { Input } from 'antd'
import { useState } from 'react'
import type { Task } from '@/api/types'
import { FormDialog } from '@/app/FormDialog'
import { pick, useLang, useText } from '@/app/text'
import { useAct } from '@/app/useAct'
import { text } from './text'

/** Say why a task need not be done. */
export function WaiveTask({ task, onClose }: { task: Task; onClose: () => void }) {
  const words = useText(text)
  const language = useLang()
  const [read] = useState(task)
  const [reason, setReason] = useState('')
  const { act, busy, fault } = useAct(read.incident_id)
  const send = async () => {
    if (await act(`/api/tasks/${read.id}/waive`, { reason: reason.trim() }, read.version)) onClose()
  }
  return (
    <FormDialog
      title={`${words.waiving} · ${pick(read.title_zh, read.title_en, language)}`} act={words.waiving} ready={reason.trim().length >= 2 && !busy}
      written={reason !== ''} fault={fault} onAct={() => void send()} onClose={onClose}
    >
      <label htmlFor="jm-w-reason">{words.reasonAtLeast}</label>
      <Input.TextArea id="jm-w-reason" rows={3} maxLength={500} autoFocus value={reason} onChange={(e) => setReason(e.target.value)} />
    </FormDialog>
  )
}
