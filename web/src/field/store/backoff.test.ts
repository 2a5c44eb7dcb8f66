import { describe, expect, it } from 'vitest'

import { pause } from './backoff'

describe('pause', () => {
  it('grows, stays below its limit and is spread', () => {
    expect(pause(1, () => 0)).toBe(2_000)
    expect(pause(1, () => 1)).toBe(4_000)
    expect(pause(4, () => 1)).toBe(32_000)
    expect(pause(50, () => 1)).toBe(300_000)
    expect(pause(50, () => 0)).toBe(150_000)
  })
})
