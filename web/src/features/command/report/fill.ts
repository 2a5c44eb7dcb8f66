import type { Sourced } from '@/api/types'
import { exact } from '@/app/format'
import { type Draft, parse } from './draft'

/** What the units below reported, by indicator. */
export type Sums = ReadonlyMap<string, Sourced>

/** One cell that the sum of the units below could go into. */
export interface Offer {
  code: string
  typed: string
  sum: Sourced & { value: number }
}

/** What filling from below would do: nothing is written where a part is unknown. */
export interface Plan {
  empty: Offer[]
  different: Offer[]
  partial: Offer[]
}

/** Compare the form with the sums below. Text that is no number counts as different, never as empty. */
export function planOf(draft: Draft, sums: Sums): Plan {
  const plan: Plan = { empty: [], different: [], partial: [] }
  for (const [code, sum] of sums) {
    if (sum.value === null) continue
    const typed = parse(draft[code] ?? '')
    const offer: Offer = { code, typed: (draft[code] ?? '').trim(), sum: { ...sum, value: sum.value } }
    if (sum.at_least) {
      if (typed === null || (typed !== undefined && typed < sum.value)) plan.partial.push(offer)
    } else if (typed === null) plan.empty.push(offer)
    else if (typed !== sum.value) plan.different.push(offer)
  }
  return plan
}

/** The form with sums written into it. */
export function withSums(draft: Draft, offers: readonly Offer[]): Draft {
  return { ...draft, ...Object.fromEntries(offers.map(({ code, sum }) => [code, exact(sum.value)])) }
}

/** What the column beside a field says: who below has stated it, and what there is to take over. */
export interface Source {
  kind: 'none' | 'nil' | 'complete' | 'partial'
  value: number | null
  reported: number
  expected: number
  unknown: number
  /** Whether the field holds something else than the sum. */
  differs: boolean
}

/** Unknown is not nil: zero is said only where every unit below has said it. */
export function sourceOf(typed: string, sum: Sourced | undefined): Source | null {
  if (!sum || sum.units_expected === 0) return null
  const { value, units_reported: reported, units_expected: expected, unknown } = sum
  const kind = value === null ? 'none' : sum.at_least ? 'partial' : value === 0 ? 'nil' : 'complete'
  return { kind, value, reported, expected, unknown, differs: value !== null && parse(typed) !== value }
}
