import type { Gauge } from '@/api/types'

const NARROW = 3

/**
 * Where a value lies on the axis, from 0 to 1: logarithmic for what is counted (from 0, a tenth of
 * the lowest threshold being its unit, so that the thresholds stand apart), linear for scales (magnitude, intensity) whose thresholds lie close together.
 */
export function gaugeScale(gauge: Gauge): (value: number) => number {
  const levels = gauge.thresholds.map((one) => one.lo)
  const top = Math.max(...levels, 1)
  const low = Math.min(...levels)
  if (low > 0 && top / low < NARROW) {
    const margin = Math.max(0.5, (top - low) / 2)
    return (value) => Math.min(1, Math.max(0, (value - low + margin) / (top - low + 2 * margin)))
  }
  const unit = low > 0 ? low / 10 : 1
  const end = Math.log10(1 + (top * 2.6) / unit)
  return (value) => Math.min(1, Math.max(0, Math.log10(1 + Math.max(0, value) / unit) / end))
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
