import { describe, expect, it } from 'vitest'
import { lineState } from './line'

describe('the state of the line', () => {
  it('is live while words come, and stale after thirty seconds without one', () => {
    expect([0, 29_999, 30_000, 59_000].map((gap) => lineState('open', gap))).toEqual([
      'live', 'live', 'stale', 'stale',
    ])
  })

  it('is cut as soon as the line is known to be down, after a moment of grace', () => {
    expect([0, 4_000, 4_001].map((gap) => lineState('down', gap))).toEqual(['live', 'live', 'cut'])
    expect(lineState('connecting', 45_000)).toBe('cut')
  })

  it('says nothing about data before any came, unless there is no line at all', () => {
    expect(lineState('connecting', null)).toBe('connecting')
    expect(lineState('down', null)).toBe('cut')
  })
})
