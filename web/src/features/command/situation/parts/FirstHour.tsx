import type { FirstHour as Card } from '@/api/types'
import { UNKNOWN, countdown } from '@/app/format'
import { linkTo } from '@/app/router'
import { Outdated } from '@/app/states'
import { pick, useLang, useText } from '@/app/text'
import { words as shell } from '@/app/words'
import { Zh } from '@/app/Zh'
import { text } from '../text'

const PATHS: Record<string, string> = { matrix: '/reports/matrix', report: '/reports', decide: '/', verify: '/', order: '/orders', task: '/duty' }
/** Duties that stand for one record lead to it. */
const OF_RECORD: Record<string, string> = { order: '/orders' }

/** The next three duties with their clocks, and what is not known; always in sight. Before it was read nothing is said of either. */
export function FirstHour({ card, failed, now, onRetry }: { card: Card | undefined; failed: unknown; now: Date; onRetry: () => void }) {
  const words = useText(text)
  const common = useText(shell)
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
              <a {...linkTo(one.target && OF_RECORD[one.action ?? ''] ? `${OF_RECORD[one.action ?? '']}/${one.target}` : PATHS[one.action ?? ''] ?? '/duty')}>
              <span title={pick(one.title_zh, one.title_en, language)}><Zh>{pick(one.title_zh, one.title_en, language)}</Zh></span>
              <b className={`jm-due-${due.tone}`}>{due.text}</b>
              </a>
            </li>
          )
        })}
        {failed ? <li><Outdated cause={failed} old={card !== undefined} onRetry={onRetry} /></li> : !card && <li><span>{common.loading}</span></li>}
        {card && card.duties.length === 0 && <li><span>{words.dutiesNone}</span></li>}
      </ol>
      <p title={unknowns.map((one) => pick(one.zh, one.en, language)).join('\n')}>
        <b>{words.unknowns} {card ? unknowns.length : UNKNOWN}</b>
        <span><Zh>{!card ? '' : unknowns.length > 0 ? unknowns.map((one) => pick(one.zh, one.en, language)).join(language === 'zh' ? '；' : '; ') : words.unknownNone}</Zh></span>
      </p>
    </section>
  )
}
