import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { api, ProblemError } from '@/api/client'
import { can } from '@/api/moves'
import type { Incident } from '@/api/types'
import { clock, day } from '@/app/format'
import { useIncidents } from '@/app/incident'
import { navigate } from '@/app/router'
import { pick, useLang, useText } from '@/app/text'
import { Zh } from '@/app/Zh'
import { text } from '../text'

const AT_MOST = 2

/** Incidents nobody has verified yet, at the top of the screen: one click verifies and opens. */
export function Alerts() {
  const waiting = useIncidents().filter((one) => one.state === 'reported').slice(0, AT_MOST)
  return <>{waiting.map((one) => <Alert key={one.id} incident={one} />)}</>
}

function Alert({ incident }: { incident: Incident }) {
  const words = useText(text)
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
    <div className="jm-alert" role="alert">
      <b>{words.alertTitle}</b>
      <strong>{pick(incident.title_zh, incident.title_en, language)}</strong>
      <span>{day(incident.occurred_at)} {clock(incident.occurred_at, true)} · <Zh>{incident.source_zh}</Zh>{data && data.duplicate_of_candidates.length > 0 ? ` · ${words.merge}` : ''}</span>
      {fault && <em>{fault}</em>}
      <Button size="small" onClick={() => navigate('/', { incident: incident.id })}>{words.look}</Button>
      {can(data?.moves, 'verify') && <Button size="small" type="primary" disabled={busy} onClick={() => void verify()}>{words.verify}</Button>}
    </div>
  )
}
