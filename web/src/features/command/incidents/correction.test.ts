import { describe, expect, it } from 'vitest'
import { corrected, factsOf, type Correction } from './correction'

const said: Correction = { occurred_at: null, lon: 116.36, lat: null, magnitude: 5.8, depth_km: null, source_zh: '中国地震台网' }

describe('what a network says anew', () => {
  it('is told in one line, with the part of the place that stays', () => {
    expect(corrected(said, { lon: 116.34, lat: 37.16 })).toBe('M5.8 · 37.16°N 116.36°E · 中国地震台网')
  })

  it('is taken over without what did not change', () => {
    expect(factsOf(said)).toEqual({ magnitude: 5.8, lon: 116.36 })
  })
})
