import type { Incident } from '@/api/types'
import { age, exact } from '@/app/format'
import { Mark } from '@/app/marks'
import { lang, useText } from '@/app/text'
import { useChanges } from '@/live/changes'
import type { FigureRow } from './rows'
import { text, type Words } from './text'

const MANY = 10_000

/** What large estimates are counted in, so that they fit: 万, in English thousands. */
const unitOfMany = (): number => (lang() === 'zh' ? 10_000 : 1_000)

/** An estimate to two figures: `53`, `0`, `1.2`. */
function rough(value: number): string {
  const shown = Number(value.toPrecision(2))
  return exact(shown)
}

function figureText(row: FigureRow, words: Words): { value: string; unit: string } {
  const unit = row.key === 'collapsed' ? words.rooms : words.people
  if (row.value === null) return { value: '—', unit: '' }
  if (row.mark === 'estimate') {
    const many = row.value >= MANY
    const value = `~${rough(many ? row.value / unitOfMany() : row.value)}`
    return { value, unit: many ? words.many + unit : unit }
  }
  return { value: exact(row.value), unit }
}

function under(row: FigureRow, now: Date, words: Words, tier: number): string {
  if (row.mark === 'estimate') {
    if (row.value === null || row.lo === null || row.hi === null) return words.noEstimate
    if (row.hi < MANY) return `${rough(row.lo)}–${rough(row.hi)}`
    return `${rough(row.lo / unitOfMany())}–${rough(row.hi / unitOfMany())} ${words.many}`
  }
  if (row.value === null) return words.notHeard
  const heard =
    row.value === 0 && row.heard
      ? words.nilFrom(row.heard, tier)
      : row.heard && row.expected
        ? words.heard(row.heard, row.expected, tier)
        : ''
  const old = row.at ? age(row.at, now) : ''
  const ago = old.includes(':') ? old : lang() === 'zh' ? `${old}前` : `${old} ago`
  return [row.at ? ago : '', heard].filter(Boolean).join(' · ')
}

/** The four figures. A value swaps in place; its difference stands beside it for a minute. */
export function FigureColumn({
  incident,
  rows,
  now,
  tier,
}: {
  incident: Incident
  rows: FigureRow[]
  now: Date
  /** Tier of the wall's office: its figures add up the tier below. */
  tier: number
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
              <small>{under(row, now, words, tier)}</small>
            </div>
            <span className="wall-change">
              {change !== undefined && `${change > 0 ? '+' : '−'}${exact(Math.abs(change))}`}
            </span>
            <strong data-mark={row.mark}>
              {row.atLeast && row.value !== null && <sup>{words.atLeast}</sup>}
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
