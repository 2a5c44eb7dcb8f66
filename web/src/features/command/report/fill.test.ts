import { describe, expect, it } from 'vitest'
import type { Sourced } from '@/api/types'
import { planOf, sourceOf, withSums } from './fill'

const sum = (value: number | null, reported = 12, unknown = 0): Sourced => ({
  value, at_least: value !== null && unknown > 0, unknown, units_reported: reported, units_expected: 12, as_of: null, at: null, source_zh: '', own: false,
})
const SUMS = new Map([
  ['affected', sum(21350)], ['deaths', sum(0)], ['injured', sum(17, 9, 3)], ['rooms', sum(79)], ['missing', sum(null, 0, 12)],
])
const codes = (offers: readonly { code: string }[]) => offers.map((one) => one.code)

describe('filling from below', () => {
  it('tells empty cells from different ones and from sums that lack a part', () => {
    const plan = planOf({ rooms: '52', deaths: '0', affected: ' ' }, SUMS)
    expect(codes(plan.empty)).toEqual(['affected'])
    expect(codes(plan.different)).toEqual(['rooms'])
    expect(codes(plan.partial)).toEqual(['injured'])
  })

  it('never takes an unknown sum for zero', () => {
    const plan = planOf({}, SUMS)
    expect([...codes(plan.empty), ...codes(plan.different), ...codes(plan.partial)]).not.toContain('missing')
    expect(withSums({}, plan.empty)).toEqual({ affected: '21,350', deaths: '0', rooms: '79' })
  })

  it('does not call text that is no number empty', () => {
    expect(codes(planOf({ affected: '约两万' }, SUMS).different)).toEqual(['affected'])
  })

  it('has nothing to say of a lower bound that the form already exceeds', () => {
    expect(codes(planOf({ injured: '20' }, SUMS).partial)).toEqual([])
    expect(codes(planOf({ injured: '16' }, SUMS).partial)).toEqual(['injured'])
  })

  it('keeps what it does not fill', () => {
    expect(withSums({ note: 'x', rooms: '52' }, [{ code: 'rooms', typed: '52', sum: { ...sum(79), value: 79 } }])).toEqual({ note: 'x', rooms: '79' })
  })
})

describe('the source of a figure', () => {
  it('says nil only where every unit said zero', () => {
    expect(sourceOf('', sum(0))).toMatchObject({ kind: 'nil', differs: true })
    expect(sourceOf('', sum(0, 9, 3))).toMatchObject({ kind: 'partial', unknown: 3 })
    expect(sourceOf('', sum(null, 0, 12))).toMatchObject({ kind: 'none', differs: false })
  })

  it('offers a sum only where the field holds something else', () => {
    expect(sourceOf('21,350', sum(21350))).toMatchObject({ kind: 'complete', differs: false })
    expect(sourceOf('', sum(21350))).toMatchObject({ kind: 'complete', differs: true })
  })

  it('is silent where nobody below is expected', () => {
    expect(sourceOf('1', undefined)).toBeNull()
    expect(sourceOf('1', { ...sum(null, 0, 0), units_expected: 0 })).toBeNull()
  })
})
