import { describe, expect, it } from 'vitest'

import {
  isBlank,
  known,
  less,
  lost,
  more,
  typed,
  UNKNOWN,
  withDeaths,
  withLost,
} from './figures'

describe('figures', () => {
  it('keeps unknown and zero apart', () => {
    expect(less(null)).toBe(0)
    expect(less(0)).toBeNull()
    expect(more(null)).toBe(1)
    expect(isBlank(UNKNOWN)).toBe(true)
    expect(isBlank({ ...UNKNOWN, injured: 0 })).toBe(false)
    expect(known({ ...UNKNOWN, injured: 0 })).toEqual({ injured: 0 })
  })

  it('reads what is typed and refuses what is not a count', () => {
    expect(typed('', 4)).toBeNull()
    expect(typed(' 12 ', null)).toBe(12)
    for (const bad of ['-1', '1.5', '1e3', '十', '9999999']) expect(typed(bad, 4)).toBe(4)
  })

  it('counts the lost as missing until someone says they died', () => {
    const three = withLost(UNKNOWN, 3)
    expect(three).toMatchObject({ deaths: 0, missing: 3 })
    const two = withDeaths(three, 2)
    expect(two).toMatchObject({ deaths: 2, missing: 1 })
    expect(withLost(two, 1)).toMatchObject({ deaths: 1, missing: 0 })
    expect(withLost(two, 0)).toMatchObject({ deaths: 0, missing: 0 })
    expect(lost(withLost(two, null))).toBeNull()
    expect(withDeaths(three, 9)).toMatchObject({ deaths: 3, missing: 0 })
  })

  it('keeps the dead while their total is typed anew, digit by digit', () => {
    const twelve = withDeaths(withLost(UNKNOWN, 12), 5)
    const typing = ['', '1', '13'].reduce((f, t) => withLost(f, typed(t, lost(f)), 5), twelve)
    expect(typing).toMatchObject({ deaths: 5, missing: 8 })
  })
})
