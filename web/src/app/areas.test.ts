import { describe, expect, it } from 'vitest'

import { parentOf, within } from './areas'

describe('areas', () => {
  it('climbs one tier at a time', () => {
    expect(parentOf(371426108000)).toBe(371426000000)
    expect(parentOf(371426000000)).toBe(371400000000)
    expect(parentOf(371400000000)).toBe(370000000000)
    expect(parentOf(370000000000)).toBe(0)
    expect(parentOf(371426108201)).toBe(371426108000)
  })

  it('knows what lies below a unit', () => {
    expect(within(371426108000, 371426000000)).toBe(true)
    expect(within(371427108000, 371426000000)).toBe(false)
    expect(within(371426108000, 371426108000)).toBe(true)
    expect(within(371426000000, 371426108000)).toBe(false)
  })
})
