import { useQuery } from '@tanstack/react-query'
import { Input, Select } from 'antd'
import { useState } from 'react'
import { api } from '@/api/client'
import type { Incident } from '@/api/types'
import { FormDialog } from '@/app/FormDialog'
import { localField } from '@/app/format'
import { useSession } from '@/app/session'
import { Failed } from '@/app/states'
import { useText } from '@/app/text'
import { useAct } from '@/app/useAct'
import { text } from './text'

const HOURS = 2
const COUNTY = 3

/** Issue an order to one or several units below; each gets its own. */
export function IssueOrder({ incident: { id: incidentId, exercise }, now, onClose }: { incident: Incident; now: Date; onClose: () => void }) {
  const words = useText(text)
  const { post } = useSession()
  const { act, busy, fault } = useAct(incidentId)
  const [to, setTo] = useState<number[]>([])
  const [title, setTitle] = useState('')
  const [body, setBody] = useState('')
  const [due, setDue] = useState(() => localField(new Date(now.getTime() + HOURS * 3_600_000)))
  const below = useQuery({
    queryKey: ['areas-below', post.area],
    queryFn: async () => {
      const children = (await api.get('/api/areas', { query: { parent: post.area, limit: 400 } })).items
      if (post.tier >= COUNTY - 1) return children
      const counties = (await api.get('/api/areas', { query: { tier: COUNTY, limit: 400 } })).items
      return [...children, ...counties]
    },
    staleTime: Number.POSITIVE_INFINITY,
  })
  const ready = to.length > 0 && title.trim().length >= 2 && due !== '' && !busy
  const send = async () => {
    const made = await act('/api/orders', { incident_id: incidentId, title_zh: title.trim(), body_zh: body.trim(), to_areas: to, due_at: `${due}:00+08:00` })
    if (made) onClose()
  }
  return (
    <FormDialog
      title={words.newOrder} width={520} act={words.send(to.length)} ready={ready} written={to.length > 0 || title !== '' || body !== ''} fault={fault}
      onAct={() => void send()} onClose={onClose}
    >
      <label htmlFor="jm-o-to">{words.toAreas} · {words.toHint}</label>
      {below.error && <Failed cause={below.error} onRetry={() => void below.refetch()} />}
      <Select id="jm-o-to" mode="multiple" value={to} onChange={setTo} loading={below.isLoading} showSearch={{ optionFilterProp: 'label' }}
        options={(below.data ?? []).map((one) => ({ value: one.code, label: one.name }))} maxTagCount={6} />
      <label htmlFor="jm-o-title">{words.name}</label>
      <Input id="jm-o-title" value={title} maxLength={80} onChange={(e) => setTitle(e.target.value)} />
      <label htmlFor="jm-o-body">{words.body}</label>
      <Input.TextArea id="jm-o-body" rows={4} value={body} maxLength={2000} onChange={(e) => setBody(e.target.value)} />
      <label htmlFor="jm-o-due">{exercise ? words.dueExercise : words.dueAt}</label>
      <Input id="jm-o-due" type="datetime-local" value={due} onChange={(e) => setDue(e.target.value)} />
    </FormDialog>
  )
}
