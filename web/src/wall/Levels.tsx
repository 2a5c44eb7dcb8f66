import type { ResponseDetail } from '@/api/types'
import { countdown, exact, level as numeral, moment } from '@/app/format'
import { pick, useText } from '@/app/text'
import type { Unread } from './figure-words'
import { graver, nearest } from './rows'
import { text, type Words } from './text'

/** The four tiers with their levels: filled when decided by people, dashed when proposed. */
export function Levels({
  rows,
  all,
  unread,
  now,
}: {
  rows: ResponseDetail[]
  all: readonly ResponseDetail[]
  unread: Unread | null
  now: Date
}) {
  const words = useText(text)
  return (
    <section className="wall-levels">
      <h2>{words.levels}</h2>
      {unread && <p className="wall-unread">{words.unread[unread]}</p>}
      {!unread && rows.length === 0 && <p className="wall-unread">{words.noLevels}</p>}
      {rows.map((one) => (
        <div key={one.id} className="wall-level" data-tier={one.tier}>
          <b>{one.area_name}</b>
          <Badge response={one} />
          <span>
            <Note response={one} pending={graver(one, all)} now={now} />
          </span>
        </div>
      ))}
    </section>
  )
}

export function Badge({ response }: { response: ResponseDetail }) {
  const words = useText(text)
  const { state, level, proposed } = response
  if (state === 'active' && level !== null) {
    return <i className={`wall-badge set level-${level}`}>{words.grade(numeral(level))}</i>
  }
  if (proposed && state === 'proposed') {
    return (
      <i className={`wall-badge proposed level-${proposed.level}`}>
        {words.propose(numeral(proposed.level))}
      </i>
    )
  }
  return <i className="wall-badge none">{state === 'ended' ? words.ended : words.none}</i>
}

function Note({
  response,
  pending,
  now,
}: {
  response: ResponseDetail
  pending: ResponseDetail | null
  now: Date
}) {
  const words = useText(text)
  const { family, family_zh, family_en } = pending ?? response
  const name = words.family[family] ?? pick(family_zh, family_en)
  if (pending?.proposed) {
    const { level } = pending.proposed
    return (
      <>
        {name} <em className={`pending level-${level}`}>{words.propose(numeral(level))}</em>
      </>
    )
  }
  if (response.state === 'proposed' && response.decide_due) {
    const due = countdown(response.decide_due, now)
    return (
      <>
        {name} {due.tone !== 'over' && words.decide}{' '}
        <em data-tone={due.tone}>{due.text.replace(/^剩 /, '').replace(/:\d\d$/, '')}</em>
      </>
    )
  }
  return (
    <>
      {name} {plainNote(response, now, words)}
    </>
  )
}

function plainNote(response: ResponseDetail, now: Date, words: Words): string {
  const last = response.acts.at(-1)
  if (last) {
    const at = moment(last.at, now)
    return last.act === 'consult' ? words.consult(at) : `${at} ${words.acts[last.act] ?? ''}`
  }
  const next = nearest(response)
  return next ? words.gap(numeral(next.level), exact(next.gap), next.unit) : ''
}
