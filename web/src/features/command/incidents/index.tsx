import { useQuery } from '@tanstack/react-query'
import { Button, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { api } from '@/api/client'
import { can } from '@/api/moves'
import type { Incident } from '@/api/types'
import { clock, day, position, stamp } from '@/app/format'
import { useIncident, useIncidents } from '@/app/incident'
import { navigate } from '@/app/router'
import { useSession } from '@/app/session'
import { Empty } from '@/app/states'
import { pick, useLang, useText } from '@/app/text'
import { useAct } from '@/app/useAct'
import { words as shell } from '@/app/words'
import { RecordIncident } from './RecordIncident'
import { type Correction, corrected, factsOf } from './correction'
import { text } from './text'
import '../page.css'

const MOVES = ['verify', 'respond', 'recover', 'close', 'merge'] as const
const WRITERS = new Set(['duty', 'decider', 'reporter'])

/** 事件: all incidents, their course and what may be done with them. */
export default function Incidents() {
  const words = useText(text)
  const common = useText(shell)
  const language = useLang()
  const { post } = useSession()
  const incidents = useIncidents()
  const shown = useIncident()
  const [adding, setAdding] = useState(false)
  return (
    <div className="jm-page">
      <section className="jm-page-main">
        <header className="jm-page-head">
          <h1>{words.title}</h1>
          <span>{incidents.length}</span>
          <span className="jm-head-end">
            {post.roles.some((role) => WRITERS.has(role)) && <Button onClick={() => setAdding(true)}>{words.add}</Button>}
          </span>
        </header>
        <div className="jm-page-body">
          {incidents.length === 0 ? <Empty title={words.none} /> : (
            <table className="jm-table">
              <thead>
                <tr><th>{words.no}</th><th>{words.name}</th><th>{words.hazard}</th><th>{words.occurred}</th><th>{words.state}</th><th>{words.source}</th></tr>
              </thead>
              <tbody>
                {incidents.map((one) => (
                  <tr
                    key={one.id} tabIndex={0} data-row aria-selected={one.id === shown?.id}
                    onClick={() => navigate('/incidents', { incident: one.id }, true)}
                    onKeyDown={(e) => e.key === 'Enter' && navigate('/incidents', { incident: one.id }, true)}
                  >
                    <td>{one.no}</td>
                    <td><b>{pick(one.title_zh, one.title_en, language)}</b> {one.exercise && <span className="jm-tag">{words.exercise}</span>}</td>
                    <td>{pick(one.hazard_zh, one.hazard_en, language)}</td>
                    <td>{stamp(one.occurred_at)}</td>
                    <td>{common.state[one.state]}</td>
                    <td>{one.source_zh}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </div>
      </section>
      <aside className="jm-page-side">
        {shown ? <IncidentRecord key={shown.id} incident={shown} /> : <Empty title={words.pick}>{words.pickNote}</Empty>}
      </aside>
      {adding && <RecordIncident onClose={() => setAdding(false)} />}
    </div>
  )
}

function IncidentRecord({ incident }: { incident: Incident }) {
  const words = useText(text)
  const common = useText(shell)
  const language = useLang()
  const others = useIncidents().filter((one) => one.id !== incident.id && one.state !== 'merged')
  const { act, busy, fault } = useAct(incident.id)
  const [asking, setAsking] = useState<'close' | 'merge' | null>(null)
  const [reason, setReason] = useState('')
  const [chosen, setInto] = useState<string | null>(null)
  const { data } = useQuery({ queryKey: ['incident', incident.id, incident.version], queryFn: () => api.get(`/api/incidents/${incident.id}`) })
  const same = data?.duplicate_of_candidates ?? []
  const into = chosen ?? same[0] ?? null
  const move = async (step: (typeof MOVES)[number], body: { reason?: string; into?: string | null } = {}) => {
    if (await act(`/api/incidents/${incident.id}/${step}`, body, incident.version)) setAsking(null)
  }
  const { correction } = incident
  const edit = (facts: Partial<Correction>) => act(`/api/incidents/${incident.id}/edit`, facts, incident.version)
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
      <div className="jm-record-acts">
        <Button onClick={() => navigate('/', { incident: incident.id })}>{words.open}</Button>
        {correction && can(data?.moves, 'edit') && (
          <>
            <Button disabled={busy} onClick={() => void edit(factsOf(correction))}>{words.take}</Button>
            <Button disabled={busy} onClick={() => void edit({})}>{words.leave}</Button>
          </>
        )}
        {MOVES.filter((one) => can(data?.moves, one)).map((one) => (
          <Button
            key={one} disabled={busy} type={one === 'verify' ? 'primary' : 'default'}
            onClick={() => (one === 'close' || one === 'merge' ? setAsking(one) : void move(one))}
          >
            {words.moves[one]}
          </Button>
        ))}
      </div>
      {asking && (
        <Modal open title={words.moves[asking]} onCancel={() => setAsking(null)} okText={words.submit} cancelText={common.cancel}
          okButtonProps={{ disabled: busy || reason.trim().length < 2 || (asking === 'merge' && !into) }}
          onOk={() => void move(asking, { reason: reason.trim(), ...(asking === 'merge' ? { into } : {}) })}
        >
          {asking === 'merge' && (
            <Select style={{ width: '100%', marginBottom: 8 }} value={into} aria-label={words.into} placeholder={words.into} onChange={setInto}
              options={others.map((one) => ({ value: one.id, label: `${one.no} ${one.title_zh}` }))} />
          )}
          <Input.TextArea rows={3} aria-label={words.reason} placeholder={words.reason} value={reason} onChange={(e) => setReason(e.target.value)} />
          {fault && <p className="jm-fault" role="alert">{fault}</p>}
        </Modal>
      )}
    </div>
  )
}
