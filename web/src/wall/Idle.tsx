import { clock } from '@/app/format'
import { useText } from '@/app/text'
import { useWorldNow } from '@/live/clock'
import { Line, type WallLine } from './Line'
import { text } from './text'

/** No incident on the wall: known to be so, or not known because nothing was received yet. */
export function Idle({ office, line }: { office: string; line: WallLine }) {
  const words = useText(text)
  const now = useWorldNow(null)
  const cut = line.state === 'cut'
  const said = line.held ? (cut ? 'before' : 'idle') : cut ? 'unknown' : 'connecting'
  return (
    <div className="wall" data-line={line.state}>
      <header className="wall-head">
        <div className="wall-title">
          <h1>{office}</h1>
        </div>
        <Line line={line} world={undefined} />
      </header>
      <main className="wall-idle">
        <time>{clock(now)}</time>
        <b>{words[said]}</b>
        <span>{words.notes[said]}</span>
      </main>
    </div>
  )
}
