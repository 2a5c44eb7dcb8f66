import type { Incident } from '@/api/types'
import { exact } from '@/app/format'
import { Mark } from '@/app/marks'
import { useText } from '@/app/text'
import { useChanges } from '@/live/changes'
import { figureText, under, type Unread } from './figure-words'
import type { FigureRow } from './rows'
import { text } from './text'

/** The four figures. A value swaps in place; its difference stands beside it for a minute. */
export function FigureColumn({
  incident,
  rows,
  now,
  tier,
  unread,
  estimating,
}: {
  incident: Incident
  rows: FigureRow[]
  now: Date
  /** Tier of the wall's office: its figures add up the tier below. */
  tier: number
  unread: Unread | null
  estimating: boolean
}) {
  const words = useText(text)
  const changes = useChanges(incident.id, new Map(rows.map((row) => [row.key, row.value])))
  return (
    <section className="wall-figures" aria-live="polite">
      {rows.map((row) => {
        const { value, unit } = figureText(row, words)
        const change = changes.get(row.key)
        return (
          <div key={row.key} className="wall-figure" data-figure={row.key}>
            <div>
              <b>{words.figures[row.key]}</b>
              <small>{under(row, words, { now, tier, unread, estimating })}</small>
            </div>
            <span className="wall-change">
              {change !== undefined && `${change > 0 ? '+' : '−'}${exact(Math.abs(change))}`}
            </span>
            <strong data-mark={row.mark}>
              {/* "At least nothing" says nothing: who was heard stands under the name. */}
              {row.atLeast && Boolean(row.value) && <sup>{words.atLeast}</sup>}
              {value}
            </strong>
            <span className="wall-unit">{unit}</span>
            <span className="wall-marks">
              {row.value !== null && <Mark kind={row.mark} />}
              {row.synthetic && <Mark kind="synthetic" />}
            </span>
          </div>
        )
      })}
    </section>
  )
}
