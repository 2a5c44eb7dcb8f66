import type { Indicator } from '@/api/types'
import { type Lang, pick } from '@/app/text'
import { unitOf } from '@/app/units'
import { depth } from './draft'

/** A row of the form: a cumulative figure, a realtime one, or both of a pair. */
export interface Line {
  code: string
  cum: Indicator | null
  now: Indicator | null
  depth: number
  /** Whether it is the first part named under its whole (其中). */
  first: boolean
}

/** The rows of a section in the order of the form; a pair stands in one row. */
export function linesOf(items: readonly Indicator[], section: string): Line[] {
  const all = new Map(items.map((one) => [one.indicator, one]))
  const wholes = new Set<string>()
  const lines: Line[] = []
  for (const one of items) {
    if (one.group !== section || (one.now_of && all.has(one.now_of))) continue
    lines.push({
      code: one.indicator,
      cum: one.accumulates ? one : null,
      now: one.accumulates ? (items.find((other) => other.now_of === one.indicator) ?? null) : one,
      depth: depth(one, all),
      first: one.parent !== null && !wholes.has(one.parent),
    })
    if (one.parent) wholes.add(one.parent)
  }
  return lines
}

/** The indicators a hazard asks for, and others that already have a figure. */
export function askedFor(items: readonly Indicator[], hazard: string, stated: ReadonlySet<string>): Indicator[] {
  return items.filter((one) => one.hazard === null || hazard.startsWith(one.hazard) || stated.has(one.indicator))
}

/** A row's name: the columns say which is cumulative, the indent says what is part of what. */
export function nameOf(line: Line, language: Lang): string {
  const one = (line.cum ?? line.now) as Indicator
  const paired = line.cum !== null && line.now !== null
  const full = pick(one.zh, one.en, language)
  const name = paired ? full.replace(/（累计）| \(cumulative\)/, '') : full
  return line.first ? name.replace('：', ' ') : name.replace('其中：', '')
}

/** The units a section counts in. */
export function unitsOf(items: readonly Indicator[], section: string, language: Lang): string[] {
  const units = items.filter((one) => one.group === section).map((one) => unitOf(one.unit, language))
  return [...new Set(units)].filter((one) => one !== '')
}

/** The tier of a unit by its code: 0 the State, 1 province … 5 village. */
export function tierOf(code: number): number {
  if (code === 0) return 0
  return 1 + [1e10, 1e8, 1e6, 1e3].filter((size) => code % size !== 0).length
}
