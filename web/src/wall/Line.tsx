import { serverTime } from '@/api/client'
import type { World } from '@/api/types'
import { clock, since } from '@/app/format'
import { useText } from '@/app/text'
import { worldClock } from '@/live/clock'
import type { Connection } from '@/live/store'
import { useTick } from '@/live/tick'
import { text } from './text'

const HOUR = 3_600_000

/** What the wall knows of its line: how good it is, and whether its session is over. */
export interface WallLine extends Connection {
  expired: boolean
}

/** When this page was opened: the picture's age if the line has never been up. */
const opened = Date.now()

/** The instant that the picture shows, in its world: when something was last heard. */
export function pictureTime(connection: Connection, world: World | undefined): Date {
  const real = serverTime(connection.heardAt ?? opened)
  return world ? worldClock(world, real) : new Date(real)
}

/** Live and how old; or, in yellow and then inverted, since when the picture stands still. */
export function Line({ line, world }: { line: WallLine; world: World | undefined }) {
  const words = useText(text)
  const now = useTick()
  const { state, heardAt, ageSeconds } = line
  const picture = words.stopped(clock(pictureTime(line, world), true))
  if (state === 'cut') {
    const gap = Math.max(0, now - (heardAt ?? opened))
    const counted = since(gap)
    return (
      <div className="wall-line cut" role="alert">
        <b>
          {line.expired ? words.expired : words.cut} {gap < HOUR ? counted.slice(3) : counted}
        </b>
        <span>{line.expired ? words.again : picture}</span>
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
