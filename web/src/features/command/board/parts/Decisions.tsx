import { Button } from 'antd'
import type { Incident, ResponseDetail } from '@/api/types'
import { countdown, stamp } from '@/app/format'
import { useIncidents } from '@/app/incident'
import { navigate } from '@/app/router'
import { useSession } from '@/app/session'
import { Empty, Failed, Loading, Outdated } from '@/app/states'
import { pick, useLang, useText } from '@/app/text'
import { areaName } from '@/app/units'
import { words as shell } from '@/app/words'
import { Zh } from '@/app/Zh'
import { text } from '../text'

/** What waits for somebody's decision: events to verify, levels proposed. */
export function Decisions({ incident, items, failed, onRetry, now }: {
  incident: Incident
  /** Undefined until they are read. */
  items: readonly ResponseDetail[] | undefined
  failed: unknown
  onRetry: () => void
  now: Date
}) {
  const words = useText(text)
  const common = useText(shell)
  const language = useLang()
  const waiting = useIncidents().filter((one) => one.state === 'reported')
  const { post } = useSession()
  const proposed = (items ?? [])
    .filter((one) => one.proposed && one.proposed.level !== one.level && one.state !== 'ended')
    .sort((a, b) => Number(b.area === post.area) - Number(a.area === post.area) || a.tier - b.tier)
  const rows = [
    ...waiting.map((one) => ({ key: one.id, title: `${words.waiting} ${pick(one.title_zh, one.title_en, language)}`, note: stamp(one.recorded_at), tone: 'calm', id: one.id, exercise: one.exercise })),
    ...proposed.map((one) => {
      const due = one.decide_due ? countdown(one.decide_due, now) : null
      return { key: one.id, title: words.proposes(`${areaName(one.area, one.area_name, language)} ${pick(one.family_zh, one.family_en, language)}`), note: due?.text ?? pick(one.proposed?.criterion_zh ?? '', one.proposed?.criterion_en, language), tone: due?.tone ?? 'calm', id: incident.id, exercise: false }
    }),
  ]
  return (
    <section className="jm-card jm-board-panel">
      <header><h2>{words.decisions}</h2>{items && <span>{words.items(rows.length)}</span>}{items && failed != null && <Outdated cause={failed} onRetry={onRetry} />}</header>
      {rows.length > 0 && (
        <ul className="jm-board-decisions">
          {rows.map((one) => (
            <li key={one.key} tabIndex={0} data-row><span><b><Zh>{one.title}</Zh> {one.exercise && <span className="jm-tag">{common.exercise}</span>}</b><small className={`jm-due-${one.tone}`}>{one.note}</small></span><Button onClick={() => navigate('/', { incident: one.id })}>{words.look}</Button></li>
          ))}
        </ul>
      )}
      {items ? rows.length === 0 && <Empty title={words.noDecisions} /> : failed ? <Failed cause={failed} onRetry={onRetry} /> : <Loading />}
    </section>
  )
}
