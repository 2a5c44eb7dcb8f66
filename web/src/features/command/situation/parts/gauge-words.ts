import type { Gauge } from '@/api/types'
import { exact, level as numeral } from '@/app/format'
import { type Lang, pick } from '@/app/text'
import type { text } from '../text'
import { levelAt, nextAfter } from './gauge-scale'

type Words = typeof text.zh

/** How far a value is from the next level, or the level it has reached. */
export function distance(gauge: Gauge, value: number, words: Words, language: Lang): string {
  const reached = levelAt(gauge, value)
  if (reached !== null) return words.reach(numeral(reached, language))
  const next = nextAfter(gauge, value)
  return next ? words.gapTo(numeral(next.level, language), exact(next.gap)) : ''
}

/** What an estimate reaches: with its middle, else with the upper end of its range and how probably. */
export function reaches(gauge: Gauge, guess: NonNullable<Gauge['estimate']>, words: Words, language: Lang): string {
  const middle = levelAt(gauge, guess.value)
  if (middle !== null) return words.reach(numeral(middle, language))
  const upper = levelAt(gauge, guess.hi)
  if (upper === null) return distance(gauge, guess.value, words, language)
  const p = gauge.p_cross?.find((one) => one.level === upper)
  return words.upperReach(numeral(upper, language)) + (p ? ` ${Math.round(p.p * 100)}%` : '')
}

/** Why a gauge has no reported figure: no base to take a share of, not for those below, or nobody has said anything. */
export function silence(gauge: Gauge, words: Words, language: Lang): string {
  const unmade = pick(gauge.not_evaluated_zh ?? '', gauge.not_evaluated_en ?? '', language)
  return unmade || (gauge.withheld ? words.withheld : words.notReported)
}
