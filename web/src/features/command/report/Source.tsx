import type { Indicator, Sourced } from '@/api/types'
import { exact } from '@/app/format'
import { pick, useLang, useText } from '@/app/text'
import { sourceOf } from './fill'
import { text } from './text'

/** What the units below said of one figure; taking it over is a press of its own. */
export function SourceOf({ one, typed, sum, unit, named, onTake }: {
  one: Indicator
  typed: string
  sum: Sourced | undefined
  unit: string
  /** Say that it is the realtime one, where its cumulative stands above it. */
  named: boolean
  onTake: (value: number) => void
}) {
  const words = useText(text)
  const language = useLang()
  const source = sourceOf(typed, sum)
  if (!source || source.kind === 'none') return null
  const { kind, value, reported, expected, unknown, differs } = source
  const units = words.unitsBelow(unit, reported, expected)
  const said = kind === 'nil' ? words.nilBelow : kind === 'partial' ? words.atLeast(exact(value)) : units
  if (named && kind === 'complete' && !differs) return null
  return (
    <p title={units} className={kind === 'partial' ? 'jm-report-partial' : undefined}>
      {named ? `${words.realtime} ${kind === 'complete' ? '' : said}` : said}
      {kind === 'partial' && unknown > 0 && ` ${words.lacking(unknown, unit)}`}
      {differs && value !== null && (
        <button type="button" aria-label={words.takeThis(pick(one.zh, one.en, language), exact(value))} onClick={() => onTake(value)}>
          {kind !== 'partial' && <b>{exact(value)}</b>} {words.take}
        </button>
      )}
    </p>
  )
}
