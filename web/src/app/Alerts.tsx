import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { api, ProblemError } from '@/api/client'
import { can } from '@/api/moves'
import type { Incident } from '@/api/types'
import { clock, day } from './format'
import { useIncidents } from './incident'
import { linkTo, navigate } from './router'
import { useCut } from './states'
import { pick, useLang, useText } from './text'
import { words as common } from './words'
import { Zh } from './Zh'
import './alerts.css'

const AT_MOST = 2

/** Incidents nobody has verified yet. */
export function useUnverified(): Incident[] {
  return useIncidents().filter((one) => one.state === 'reported')
}

/** Incidents nobody has verified yet, above every page: one click verifies and opens. */
export function Alerts() {
  const words = useText(common)
  const waiting = useUnverified()
  const more = waiting.length - AT_MOST
  return (
    <div className="jm-alerts">
      {waiting.slice(0, AT_MOST).map((one) => <Alert key={one.id} incident={one} />)}
      {more > 0 && <a className="jm-alerts-more" {...linkTo('/incidents')}>{words.alert.more(more)}</a>}
    </div>
  )
}

function Alert({ incident }: { incident: Incident }) {
  const { alert: words, exercise } = useText(common)
  const cut = useCut()
  const language = useLang()
  const cache = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const { data } = useQuery({
    queryKey: ['incident', incident.id, incident.version],
    queryFn: () => api.get(`/api/incidents/${incident.id}`),
  })
  const verify = async () => {
    setBusy(true)
    setFault(null)
    try {
      await api.post(`/api/incidents/${incident.id}/verify`, {}, { version: data?.version ?? incident.version })
      void cache.invalidateQueries({ queryKey: ['responses', incident.id] })
      navigate('/', { incident: incident.id }, true)
    } catch (cause) {
      setFault(cause instanceof ProblemError ? cause.say : String(cause))
      setBusy(false)
    }
  }
  return (
    <div className="jm-alert" role="status">
      <b>{words.title}</b>
      <strong>{pick(incident.title_zh, incident.title_en, language)}</strong>
      {incident.exercise && <i>{exercise}</i>}
      <span>{day(incident.occurred_at)} {clock(incident.occurred_at, true)} · <Zh>{incident.source_zh}</Zh>{data && data.duplicate_of_candidates.length > 0 ? ` · ${words.merge}` : ''}</span>
      {fault && <em>{fault}</em>}
      <Button size="small" onClick={() => navigate('/', { incident: incident.id })}>{words.look}</Button>
      {can(data?.moves, 'verify') && <Button size="small" type="primary" disabled={busy || cut !== undefined} title={cut} onClick={() => void verify()}>{words.verify}</Button>}
    </div>
  )
}
