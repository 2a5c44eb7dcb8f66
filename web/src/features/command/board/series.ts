import type { Estimate, Report } from '@/api/types'

export interface Step {
  at: number
  value: number
}

export interface RangeStep extends Step {
  lo: number
  hi: number
}

/**
 * The sum over the lowest reporting units as it stood after each report: a unit's newest figure
 * counts, and units above another reporting unit are left out so that nobody is counted twice.
 */
export function reportedSteps(reports: readonly Report[], indicator: string): Step[] {
  const told = reports
    .filter((one) => one.nil_report || typeof one.figures[indicator] === 'number')
    .sort((a, b) => Date.parse(a.submitted_at) - Date.parse(b.submitted_at))
  const tiers = new Map<number, number>()
  for (const one of told) tiers.set(one.tier, (tiers.get(one.tier) ?? 0) + 1)
  const tier = [3, 2, 1].find((t) => tiers.has(t))
  if (tier === undefined) return []
  const held = new Map<number, number>()
  const steps: Step[] = []
  for (const one of told) {
    if (one.tier !== tier) continue
    held.set(one.area, one.nil_report ? 0 : (one.figures[indicator] as number))
    steps.push({ at: Date.parse(one.submitted_at), value: [...held.values()].reduce((a, b) => a + b, 0) })
  }
  return steps
}

/** The expected deaths as each model run gave them. */
export function estimatedSteps(estimates: readonly Estimate[]): RangeStep[] {
  return estimates
    .flatMap((one) => (one.kind === 'model' && one.headline.deaths ? [{ at: Date.parse(one.at), ...one.headline.deaths }] : []))
    .sort((a, b) => a.at - b.at)
}
