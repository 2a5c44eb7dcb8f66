import type { Report } from '@/api/types'

/** A unit's own reports, oldest first. */
export function inOrder<R extends Report>(reports: readonly R[], area: number): R[] {
  return reports.filter((one) => one.area === area).sort((a, b) => a.seq - b.seq)
}

/** The how-manieth of its kind a report is: 续报 2 is the second follow-up. */
export function ordinal(own: readonly Report[], kind: Report['kind'], seq: number): number {
  return own.filter((one) => one.kind === kind && one.seq < seq).length + 1
}

/** What a report is called: 初报, 续报 2. */
export function titleOf(own: readonly Report[], { kind, seq }: Pick<Report, 'kind' | 'seq'>, kinds: Readonly<Record<string, string>>): string {
  return kind === 'INITIAL' ? (kinds[kind] ?? '') : `${kinds[kind]} ${ordinal(own, kind, seq)}`
}

/** The last known figures before a report; unknown never replaces known. */
export function figuresBefore(own: readonly Report[], seq: number): Record<string, number> {
  const known: Record<string, number> = {}
  for (const one of own) {
    if (one.seq >= seq) break
    for (const [code, value] of Object.entries(one.figures)) if (value !== null) known[code] = value
  }
  return known
}

/** One statement of a figure with the difference to the one before. */
export interface Stated {
  report: Report
  value: number
  by: number | null
}

/** How a figure came to be what it is: every report that states it, oldest first. */
export function history(own: readonly Report[], code: string): Stated[] {
  const said: Stated[] = []
  for (const report of own) {
    const value = report.figures[code]
    if (value === null || value === undefined) continue
    const last = said.at(-1)
    said.push({ report, value, by: last ? value - last.value : null })
  }
  return said
}
