import { clock, day } from '@/app/format'
import { ProblemError } from '@/api/client'
import { useLang, useText } from '@/app/text'
import { Zh } from '@/app/Zh'
import { stepBack, stepForward, stepOf } from '../past'
import { text } from '../text'
import type { PastMap } from '../usePast'
import { sentence } from './sentence'
import '../time.css'

/** In the map's bar: what time the map shows, and the way back from it. */
export function TimeButton({ map: { upto, time, offsets, go }, now }: { map: PastMap; now: Date }) {
  const words = useText(text)
  const back = upto !== null
  return (
    <button
      type="button" className="jm-tool-button" aria-pressed={back} title={back ? words.time.toLive : words.time.tip} disabled={!back && offsets.length < 2}
      onClick={() => go(back ? null : stepBack(offsets, null))}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="6" /><path d="M8 4.500V8l2.500 1.500" /></svg>
      {back ? words.time.back : words.time.live} <b>{back ? (time ? clock(time) : '…') : clock(now)}</b>
    </button>
  )
}

/** Over a map that is back in time: which time, that the rest of the page is not, and the steps. */
export function PastStrip({ map: { upto, past, event, time, offsets, failed, retry, go }, now }: { map: PastMap; now: Date }) {
  const words = useText(text).time
  const language = useLang()
  if (upto === null) return null
  const at = time && `${day(time, language) === day(now, language) ? '' : `${day(time, language)} `}${clock(time, true)}`
  const fault = failed && !past ? (failed instanceof ProblemError ? failed.say : String(failed)) : null
  const said = event && sentence(event, language)?.text
  const title = fault ? words.unread : past ? (at ? `${words.back} ${at}` : words.before) : words.reading
  const step = stepOf(offsets, upto)
  return (
    <div className="jm-past" role="group" aria-label={words.back} data-event={event?.o}>
      <p role="status">
        <b>{title}</b>
        <span>{past ? words.note : [fault, words.notYet].filter(Boolean).join(' · ')}</span>
      </p>
      <div className="jm-past-steps">
        <button type="button" aria-label={words.earlier} title={words.earlier} disabled={stepBack(offsets, upto) === upto} onClick={() => go(stepBack(offsets, upto))}>‹</button>
        <input
          type="range" min={0} max={Math.max(1, offsets.length - 1)} value={step} aria-label={words.steps} aria-valuetext={[at, said].filter(Boolean).join(' ')}
          onChange={(e) => go(Number(e.target.value) === offsets.length - 1 ? null : (offsets[Number(e.target.value)] ?? null))}
        />
        <button type="button" aria-label={words.later} title={words.later} onClick={() => go(stepForward(offsets, upto))}>›</button>
        <span className="jm-past-event" title={said ?? ''}><Zh>{said ?? ''}</Zh></span>
        {fault && <button type="button" onClick={retry}>{words.retry}</button>}
        <button type="button" onClick={() => go(null)}>{words.toLive}</button>
      </div>
    </div>
  )
}
