import type { Estimate, EstimateDetail, Figure, Spread } from '@/api/types'

export interface Step {
  at: number
  value: number
}

export interface RangeStep extends Step {
  lo: number
  hi: number
}

/** The expected deaths as each model run gave them. */
export function estimatedSteps(estimates: readonly Estimate[]): RangeStep[] {
  return estimates
    .flatMap((one) => (one.kind === 'model' && one.headline.deaths ? [{ at: Date.parse(one.at), ...one.headline.deaths }] : []))
    .sort((a, b) => a.at - b.at)
}

/** What an estimate says of one city or county: people at Ⅵ and above, and deaths. */
export function estimateOf(detail: Pick<EstimateDetail, 'cities' | 'counties'> | undefined, area: number): { exposed: Spread | null; deaths: Spread | null } {
  const unit = [...(detail?.cities ?? []), ...(detail?.counties ?? [])].find((one) => one.area === area)
  return { exposed: unit?.exposed_vi ?? null, deaths: unit?.deaths ?? null }
}

/** The ledger of several figures as one: known as far as any is, and verified only where every part is. */
export function sum(figures: readonly Figure[], names: readonly string[]): Figure | null {
  const parts = names.flatMap((name) => figures.filter((one) => one.indicator === name))
  const [first] = parts
  if (!first) return null
  if (parts.length === 1) return first
  const total = (kind: 'reported' | 'verified') => {
    const known = parts.map((one) => one[kind])
    const head = known[0]
    if (!head || known.every((one) => one?.value == null)) return null
    if (kind === 'verified' && known.some((one) => one?.value == null)) return null
    return {
      ...head,
      value: known.reduce((all, one) => all + (one?.value ?? 0), 0),
      at_least: known.some((one) => !one || one.value === null || one.at_least),
    }
  }
  return { ...first, reported: total('reported'), verified: total('verified'), synthetic: parts.some((one) => one.synthetic) }
}
