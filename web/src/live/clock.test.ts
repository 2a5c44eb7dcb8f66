import { describe, expect, it } from 'vitest'
import { worldClock } from './clock'

describe('the clock of a world', () => {
  const world = { base: '2023-08-06T02:33:59+08:00', started: '2026-11-23T10:00:00+08:00', rate: 60 }

  it('runs at its rate from its base', () => {
    const now = worldClock(world, Date.parse('2026-11-23T10:02:00+08:00'))
    expect(now.toISOString()).toBe('2023-08-05T20:33:59.000Z')
  })

  it('stands still at rate 0', () => {
    const now = worldClock({ ...world, rate: 0 }, Date.parse('2030-01-01T00:00:00Z'))
    expect(now.getTime()).toBe(Date.parse(world.base))
  })
})
