import { describe, expect, it } from 'vitest'
import { isLate } from './lateness'

describe('an order', () => {
  it('is late until it comes to its end', () => {
    expect(isLate({ overdue: true, state: 'accepted' })).toBe(true)
    expect(isLate({ overdue: true, state: 'done' })).toBe(false)
    expect(isLate({ overdue: true, state: 'refused' })).toBe(false)
    expect(isLate({ overdue: false, state: 'issued' })).toBe(false)
  })
})
