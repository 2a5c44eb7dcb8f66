import { describe, expect, it } from 'vitest'
import { misread, number } from './fields'

describe('a number typed into an event’s form', () => {
  it('is never taken for nothing where it cannot be read', () => {
    for (const typed of ['M5.5', '5,5', '5．5', '约5']) expect([number(typed), misread(typed)]).toEqual([null, true])
    for (const typed of ['', ' ']) expect([number(typed), misread(typed)]).toEqual([null, false])
    expect([number(' 5.5 '), misread('5.5')]).toEqual([5.5, false])
  })
})
