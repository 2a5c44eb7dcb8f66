import { Button } from 'antd'
import { useState } from 'react'
import { stamp } from '@/app/format'
import { useIncident, useIncidents } from '@/app/incident'
import { navigate } from '@/app/router'
import { useSession } from '@/app/session'
import { Count, Empty, Nothing, UnseenIncident, useCut } from '@/app/states'
import { pick, useLang, useText } from '@/app/text'
import { words as shell } from '@/app/words'
import { IncidentRecord } from './IncidentRecord'
import { RecordIncident } from './RecordIncident'
import { text } from './text'
import '../page.css'

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
  const cut = useCut()
  return (
    <div className="jm-page">
      <section className="jm-page-main">
        <header className="jm-page-head">
          <h1>{words.title}</h1>
          <Count of={incidents.length} />
          <span className="jm-head-end">
            {post.roles.some((role) => WRITERS.has(role)) && <Button disabled={cut !== undefined} title={cut} onClick={() => setAdding(true)}>{words.add}</Button>}
          </span>
        </header>
        <div className="jm-page-body">
          {incidents.length === 0 ? <Nothing title={words.none} /> : (
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
        {shown ? <IncidentRecord key={shown.id} incident={shown} /> : incidents.length > 0 ? <UnseenIncident /> : <Empty title={words.pick}>{words.pickNote}</Empty>}
      </aside>
      {adding && <RecordIncident onClose={() => setAdding(false)} />}
    </div>
  )
}
