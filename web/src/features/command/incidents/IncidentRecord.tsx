import { useQuery } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { api } from '@/api/client'
import { can } from '@/api/moves'
import type { Incident } from '@/api/types'
import { FormDialog } from '@/app/FormDialog'
import { clock, day, position } from '@/app/format'
import { useIncidents } from '@/app/incident'
import { navigate } from '@/app/router'
import { Failed, useCut } from '@/app/states'
import { pick, useLang, useText } from '@/app/text'
import { useAct } from '@/app/useAct'
import { words as shell } from '@/app/words'
import { EditIncident } from './EditIncident'
import { type Correction, corrected, factsOf } from './correction'
import { text } from './text'

const MOVES = ['verify', 'respond', 'recover', 'edit', 'close', 'merge'] as const
type Asked = 'edit' | 'close' | 'merge'
const ASKED = new Set<string>(['edit', 'close', 'merge'] satisfies Asked[])
const asks = (move: (typeof MOVES)[number]): move is Asked => ASKED.has(move)

/** One incident: what is known of it and what this post may do with it. */
export function IncidentRecord({ incident }: { incident: Incident }) {
  const words = useText(text)
  const common = useText(shell)
  const language = useLang()
  const cut = useCut()
  const others = useIncidents().filter((one) => one.id !== incident.id && one.state !== 'merged')
  const { act, busy, fault } = useAct(incident.id)
  const [asking, setAsking] = useState<Asked | null>(null)
  const { data, error, refetch } = useQuery({ queryKey: ['incident', incident.id, incident.version], queryFn: () => api.get(`/api/incidents/${incident.id}`) })
  const same = data?.duplicate_of_candidates ?? []
  const { correction } = incident
  const edit = (facts: Partial<Correction>) => void act(`/api/incidents/${incident.id}/edit`, facts, incident.version)
  const facts: [string, string][] = [
    [words.no, incident.no],
    [words.state, common.state[incident.state]],
    [words.occurred, `${day(incident.occurred_at)} ${clock(incident.occurred_at, true)}`],
    [words.place, `${incident.place_zh} ${position(incident.lon, incident.lat)}`],
    ...(incident.magnitude === null ? [] : [[words.magnitude, `M${incident.magnitude.toFixed(1)}`] as [string, string]]),
    ...(incident.depth_km === null ? [] : [[words.depth, String(incident.depth_km)] as [string, string]]),
    [words.areas, incident.areas.map((one) => one.name).join('、')],
    [words.lead, incident.lead_authority_zh],
    [words.source, incident.source_zh],
    ...(correction ? [[words.correction, corrected(correction, incident)] as [string, string]] : []),
    ...(same.length === 0 ? [] : [[words.duplicates, others.filter((one) => same.includes(one.id)).map((one) => one.no).join('、')] as [string, string]]),
  ]
  return (
    <div className="jm-record">
      <h2>{pick(incident.title_zh, incident.title_en, language)}</h2>
      <dl>{facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      {fault && <p className="jm-fault" role="alert">{fault}</p>}
      {error && <Failed cause={error} onRetry={() => void refetch()} />}
      <div className="jm-record-acts">
        <Button onClick={() => navigate('/', { incident: incident.id })}>{words.open}</Button>
        {correction && can(data?.moves, 'edit') && (
          <>
            <Button disabled={busy || cut !== undefined} title={cut} onClick={() => edit(factsOf(correction))}>{words.take}</Button>
            <Button disabled={busy || cut !== undefined} title={cut} onClick={() => edit({})}>{words.leave}</Button>
          </>
        )}
        {MOVES.filter((one) => can(data?.moves, one)).map((one) => (
          <Button
            key={one} disabled={busy || cut !== undefined} title={cut} type={one === 'verify' ? 'primary' : 'default'}
            onClick={() => (asks(one) ? setAsking(one) : void act(`/api/incidents/${incident.id}/${one}`, {}, incident.version))}
          >
            {words.moves[one]}
          </Button>
        ))}
      </div>
      {asking === 'edit' && <EditIncident incident={incident} onClose={() => setAsking(null)} />}
      {(asking === 'close' || asking === 'merge') && <Ending incident={incident} step={asking} others={others} likely={same[0] ?? null} onClose={() => setAsking(null)} />}
    </div>
  )
}

/** Close or merge: both need a reason, a merge also what it goes into. */
function Ending({ incident, step, others, likely, onClose }: { incident: Incident; step: 'close' | 'merge'; others: readonly Incident[]; likely: string | null; onClose: () => void }) {
  const words = useText(text)
  const language = useLang()
  const { act, busy, fault } = useAct(incident.id)
  const [reason, setReason] = useState('')
  const [into, setInto] = useState(likely)
  const merging = step === 'merge'
  const send = async () => {
    if (await act(`/api/incidents/${incident.id}/${step}`, { reason: reason.trim(), ...(merging ? { into } : {}) }, incident.version)) onClose()
  }
  return (
    <FormDialog
      title={words.moves[step] ?? ''} act={words.submit} ready={!busy && reason.trim().length >= 2 && (!merging || into !== null)} written={reason !== ''}
      fault={fault} onAct={() => void send()} onClose={onClose}
    >
      {merging && (
        <Select value={into} aria-label={words.into} placeholder={words.into} onChange={setInto} options={others.map((one) => ({ value: one.id, label: `${one.no} ${pick(one.title_zh, one.title_en, language)}${one.exercise ? ` · ${words.exercise}` : ''}` }))} />
      )}
      <Input.TextArea rows={3} aria-label={words.reason} placeholder={words.reason} value={reason} onChange={(e) => setReason(e.target.value)} />
    </FormDialog>
  )
}
