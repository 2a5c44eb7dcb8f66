import { describe, expect, it } from 'vitest'

import { pause } from './backoff'
import { uuid7 } from './uuid7'

describe('pause', () => {
  it('grows, stays below its limit and is spread', () => {
    expect(pause(1, () => 0)).toBe(2_000)
    expect(pause(1, () => 1)).toBe(4_000)
    expect(pause(4, () => 1)).toBe(32_000)
    expect(pause(50, () => 1)).toBe(300_000)
    expect(pause(50, () => 0)).toBe(150_000)
  })
})

describe('uuid7', () => {
  it('is version 7 and rises, whatever the clock does', () => {
    const made = Array.from({ length: 5_000 }, (_, i) => uuid7(1_700_000_000_000 - (i % 3)))
    expect(new Set(made).size).toBe(made.length)
    expect([...made].sort()).toEqual(made)
    for (const id of made.slice(0, 50)) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    }
  })
})
