import type { FirstHour as Card } from '@/api/types'
import { countdown } from '@/app/format'
import { pick, useLang, useText } from '@/app/text'
import { text } from '../text'

/** The next three duties with their clocks, and what is not known; always in sight. */
export function FirstHour({ card, now }: { card: Card | undefined; now: Date }) {
  const words = useText(text)
  const language = useLang()
  const unknowns = card?.unknowns ?? []
  return (
    <section className="jm-first" aria-label={words.firstHour}>
      <h2>{words.firstHour}</h2>
      <ol>
        {card?.duties.slice(0, 3).map((one) => {
          const due = countdown(one.due_at, now)
          return (
            <li key={`${one.code}-${one.due_at}`}>
              <span title={pick(one.title_zh, one.title_en, language)}>{pick(one.title_zh, one.title_en, language)}</span>
              <b className={`jm-due-${due.tone}`}>{due.text}</b>
            </li>
          )
        })}
        {card && card.duties.length === 0 && <li><span>{words.dutiesNone}</span></li>}
      </ol>
      <p title={unknowns.map((one) => pick(one.zh, one.en, language)).join('\n')}>
        <b>{words.unknowns} {unknowns.length}</b>
        <span>{unknowns.length > 0 ? unknowns.map((one) => pick(one.zh, one.en, language)).join('；') : words.unknownNone}</span>
      </p>
    </section>
  )
}
