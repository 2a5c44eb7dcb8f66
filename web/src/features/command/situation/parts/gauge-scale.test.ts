import { describe, expect, it } from 'vitest'
import type { Gauge } from '@/api/types'
import { gaugeScale, levelAt, nextAfter } from './gauge-scale'

const gauge: Gauge = {
  indicator: 'collapsed_severe', zh: '倒塌＋严损', en: '', unit: '间', unit_en: 'rooms', terms: [], reported: null, estimate: null,
  thresholds: [[4, 300], [3, 1000], [2, 2000], [1, 4000]].map(([level, lo]) => ({ level: level as number, lo: lo as number, label: '' })),
  reached: null, expected: null, next: null, p_cross: null, fires: false, withheld: false,
}

describe('a gauge', () => {
  it('starts at nothing and leaves room above the highest level', () => {
    const at = gaugeScale(gauge)
    expect(at(0)).toBe(0)
    expect(at(4000)).toBeLessThan(0.95)
    expect(at(1e9)).toBe(1)
    expect(at(300)).toBeLessThan(at(1000))
  })

  it('spreads thresholds of a scale evenly', () => {
    const magnitude = { ...gauge, thresholds: [[4, 3.5], [3, 4.5], [2, 5], [1, 5.5]].map(([level, lo]) => ({ level: level as number, lo: lo as number, label: '' })) }
    const at = gaugeScale(magnitude)
    expect(at(2)).toBe(0)
    expect(at(4.5)).toBeCloseTo(0.5)
    expect(at(9)).toBe(1)
  })

  it('reaches a level at its threshold, which belongs to it', () => {
    expect(levelAt(gauge, 299)).toBeNull()
    expect(levelAt(gauge, 300)).toBe(4)
    expect(levelAt(gauge, 2500)).toBe(2)
    expect(levelAt(gauge, 9999)).toBe(1)
  })

  it('tells how far the next level is', () => {
    expect(nextAfter(gauge, 74)).toEqual({ level: 4, gap: 226 })
    expect(nextAfter(gauge, 300)).toEqual({ level: 3, gap: 700 })
    expect(nextAfter(gauge, 5000)).toBeNull()
  })
})
