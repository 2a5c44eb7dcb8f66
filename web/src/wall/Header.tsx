import type { Incident, World } from '@/api/types'
import { clock, day, since } from '@/app/format'
import { pick, useText } from '@/app/text'
import { isQuake } from '@/features/command/situation/map-content'
import { Line, type WallLine } from './Line'
import { text } from './text'

/** Title, clocks and the state of the line. The clocks run on when the data have stopped. */
export function Header({
  incident,
  turn,
  world,
  office,
  now,
  line,
}: {
  incident: Incident
  turn: { nth: number; of: number }
  world: World | undefined
  office: string
  now: Date
  line: WallLine
}) {
  const words = useText(text)
  const parts = [
    turn.of > 1 ? words.turn(turn.nth, turn.of) : '',
    `${day(incident.occurred_at)} ${clock(incident.occurred_at, true)}`,
    incident.depth_km !== null ? `${words.depth} ${incident.depth_km} km` : '',
    office,
  ]
  return (
    <header className="wall-head">
      {incident.exercise && <span className="wall-exercise">{words.exercise}</span>}
      <div className="wall-title">
        <h1>{pick(incident.title_zh, incident.title_en)}</h1>
        <p>{parts.filter(Boolean).join(' · ')}</p>
      </div>
      <div className="wall-since">
        <span>{isQuake(incident) ? words.sinceQuake : words.since}</span>
        <time>{since(now.getTime() - Date.parse(incident.occurred_at))}</time>
      </div>
      <div className="wall-clock">
        <span>{world?.exercise ? words.world : words.beijing}</span>
        <time>{clock(now)}</time>
      </div>
      <Line line={line} world={world} />
    </header>
  )
}
