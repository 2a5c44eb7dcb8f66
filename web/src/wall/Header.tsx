import { serverTime } from '@/api/client'
import type { Incident, World } from '@/api/types'
import { clock, day, since } from '@/app/format'
import { pick, useText } from '@/app/text'
import { worldClock } from '@/live/clock'
import { type Connection } from '@/live/store'
import { useTick } from '@/live/tick'
import { text } from './text'

/** Title, clocks and the state of the line. The clocks run on when the data have stopped. */
export function Header({
  incident,
  world,
  office,
  now,
  connection,
}: {
  incident: Incident
  world: World | undefined
  office: string
  now: Date
  connection: Connection
}) {
  const words = useText(text)
  const quake = incident.magnitude !== null
  const parts = [
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
        <span>{quake ? words.sinceQuake : words.since}</span>
        <time>{since(now.getTime() - Date.parse(incident.occurred_at))}</time>
      </div>
      <div className="wall-clock">
        <span>{world?.exercise ? words.world : words.beijing}</span>
        <time>{clock(now)}</time>
      </div>
      <Line connection={connection} world={world} />
    </header>
  )
}

/** When this page was opened: the picture's age if the line has never been up. */
const opened = Date.now()

/** Live and how old; or, in yellow and then inverted, since when the picture stands still. */
export function Line({ connection, world }: { connection: Connection; world: World | undefined }) {
  const words = useText(text)
  const now = useTick()
  const { state, heardAt, ageSeconds } = connection
  const last = heardAt ?? opened
  const real = serverTime(last)
  const picture = words.stopped(clock(world ? worldClock(world, real) : new Date(real), true))
  if (state === 'cut') {
    const gap = Math.max(0, Math.floor((now - last) / 1000))
    const two = (n: number): string => String(n).padStart(2, '0')
    const counted = `${two(Math.floor(gap / 60))}:${two(gap % 60)}`
    return (
      <div className="wall-line cut" role="alert">
        <b>
          {words.cut} {counted}
        </b>
        <span>{picture}</span>
      </div>
    )
  }
  if (state === 'connecting' || heardAt === null) {
    return (
      <div className="wall-line">
        <b>{words.connecting}</b>
      </div>
    )
  }
  const stale = state === 'stale'
  return (
    <div className="wall-line" data-state={state}>
      <b>
        <i />
        {stale ? words.quiet(ageSeconds) : words.live}
      </b>
      <span>{stale ? picture : words.ago(ageSeconds)}</span>
    </div>
  )
}
