import type { Gauge } from '@/api/types'

/** A logarithmic axis from 0: where a value lies, from 0 to 1. */
export function gaugeScale(gauge: Gauge): (value: number) => number {
  const top = Math.max(...gauge.thresholds.map((one) => one.lo), 1)
  const end = Math.log10(1 + top * 2.6)
  return (value) => Math.min(1, Math.max(0, Math.log10(1 + Math.max(0, value)) / end))
}

/** The level a value reaches (the smallest number is the highest level), or null. */
export function levelAt(gauge: Gauge, value: number): number | null {
  const reached = gauge.thresholds.filter((one) => value >= one.lo).map((one) => one.level)
  return reached.length > 0 ? Math.min(...reached) : null
}

/** The lowest level's threshold that a value has not reached, or null. */
export function nextAfter(gauge: Gauge, value: number): { level: number; gap: number } | null {
  const above = gauge.thresholds.filter((one) => one.lo > value).sort((a, b) => a.lo - b.lo)[0]
  return above ? { level: above.level, gap: above.lo - value } : null
}
