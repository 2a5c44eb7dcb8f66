/** Which of a figure's sources a screen shows: pure choices that the wall and the board share. */
import type { Figure, Sourced } from './types'

/** One figure, or several added, as it is shown. */
export interface Shown {
  mark: 'reported' | 'verified'
  value: number | null
  atLeast: boolean
  /** Units heard from and expected. */
  heard: number | null
  expected: number | null
  /** When the newest of it came, and until when the oldest of it counts. */
  at: string | null
  asOf: string | null
  synthetic: boolean
}

/** Whether a verified figure is no longer the one to show: a later report differs, or it is partial. */
function overtaken(verified: Sourced, reported: Sourced | null): boolean {
  if (verified.value === null) return true
  if (!reported || reported.value === null || reported.value === verified.value) return false
  const later = (reported.at ?? '') > (verified.at ?? '')
  return later || (verified.at_least && verified.value < reported.value)
}

function chosen({ verified, reported, synthetic }: Figure): Shown {
  const sure = verified && !overtaken(verified, reported)
  const said = sure ? verified : reported
  return {
    mark: sure ? 'verified' : 'reported',
    value: said?.value ?? null,
    atLeast: said?.at_least ?? false,
    heard: said?.units_reported ?? null,
    expected: said?.units_expected ?? null,
    at: said?.at ?? said?.as_of ?? null,
    asOf: said?.as_of ?? null,
    synthetic,
  }
}

/** Some indicators as one figure: known as far as any is, and only "at least" where one is not; null where none is listed. */
export function shownOf(figures: readonly Figure[], names: readonly string[]): Shown | null {
  const parts = names.flatMap((name) => figures.filter((one) => one.indicator === name).map(chosen))
  const known = parts.filter((one) => one.value !== null)
  const [first] = parts
  if (!first) return null
  if (known.length === 0) return { ...first, mark: 'reported', synthetic: false }
  const times = (name: 'at' | 'asOf') => known.flatMap((one) => one[name] ?? []).sort()
  return {
    // Several added are only as certain as the weakest of them, and no more complete.
    mark: known.every((one) => one.mark === 'verified') ? 'verified' : 'reported',
    value: known.reduce((sum, one) => sum + (one.value ?? 0), 0),
    atLeast: known.length < names.length || known.some((one) => one.atLeast),
    // Heard on the whole is only who was heard on every part of it.
    heard: parts.length < names.length ? 0 : Math.min(...parts.map((one) => one.heard ?? 0)),
    expected: Math.max(...known.map((one) => one.expected ?? 0)),
    at: times('at').at(-1) ?? null,
    asOf: times('asOf')[0] ?? null,
    synthetic: parts.some((one) => one.synthetic),
  }
}
