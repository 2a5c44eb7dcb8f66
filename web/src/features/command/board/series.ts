import type { Estimate, Report } from '@/api/types'

export interface Step {
  at: number
  value: number
}

export interface RangeStep extends Step {
  lo: number
  hi: number
}

/** Whether a report takes the place of the one that held its unit's figure: late data never of newer. */
function replaces(one: Report, held: Report | undefined): boolean {
  return held === undefined || one.kind === 'FINAL' || Date.parse(one.data_as_of) >= Date.parse(held.data_as_of)
}

function tells(one: Report, indicator: string): boolean {
  return typeof one.figures[indicator] === 'number'
}

function inOrder(reports: readonly Report[], indicator: string): Report[] {
  return reports
    .filter((one) => tells(one, indicator))
    .sort((a, b) => Date.parse(a.submitted_at) - Date.parse(b.submitted_at))
}

/** The report that holds each unit's figure: a later one that does not know it leaves it standing. */
export function holders(reports: readonly Report[], indicator: string): Map<number, Report> {
  const held = new Map<number, Report>()
  for (const one of inOrder(reports, indicator)) if (replaces(one, held.get(one.area))) held.set(one.area, one)
  return held
}

/**
 * The sum over the lowest reporting units as it stood after each report: a unit's newest figure
 * counts, and units above another reporting unit are left out so that nobody is counted twice.
 */
export function reportedSteps(reports: readonly Report[], indicator: string): Step[] {
  const told = inOrder(reports, indicator)
  const tiers = new Map<number, number>()
  for (const one of told) tiers.set(one.tier, (tiers.get(one.tier) ?? 0) + 1)
  const tier = [3, 2, 1].find((t) => tiers.has(t))
  if (tier === undefined) return []
  const held = new Map<number, Report>()
  const steps: Step[] = []
  for (const one of told) {
    if (one.tier !== tier || !replaces(one, held.get(one.area))) continue
    held.set(one.area, one)
    steps.push({ at: Date.parse(one.submitted_at), value: [...held.values()].reduce((sum, by) => sum + (by.figures[indicator] ?? 0), 0) })
  }
  return steps
}

/** The expected deaths as each model run gave them. */
export function estimatedSteps(estimates: readonly Estimate[]): RangeStep[] {
  return estimates
    .flatMap((one) => (one.kind === 'model' && one.headline.deaths ? [{ at: Date.parse(one.at), ...one.headline.deaths }] : []))
    .sort((a, b) => a.at - b.at)
}
