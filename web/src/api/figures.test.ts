import { describe, expect, it } from 'vitest'
import { sum } from '@/features/command/board/series'
import { shownOf } from './figures'
import type { Figure, Sourced } from './types'

const said = (some: Partial<Sourced>): Sourced => ({
  value: null, at_least: false, unknown: 0, units_reported: 1, units_expected: 2, as_of: null, at: null, source_zh: '', own: false, ...some,
})
const figure = (indicator: string, reported: Partial<Sourced>, verified?: Partial<Sourced>): Figure => ({
  indicator, zh: '', en: '', unit: '人', reported: said(reported), verified: verified ? said(verified) : null, estimated: null, synthetic: false,
})
const [early, late] = ['2023-08-06T04:30:00+08:00', '2023-08-06T06:00:00+08:00']

describe('a figure as it is shown', () => {
  it('is not the one county that was verified, while more is reported', () => {
    const both = [figure('injured', { value: 24, at: late }, { value: 10, at_least: true, at: late })]
    expect(shownOf(both, ['injured'])).toMatchObject({ mark: 'reported', value: 24, atLeast: false })
  })

  it('is not verified as a sum while a part of it is only reported', () => {
    const lost = [figure('deaths', { value: 0, at: early }, { value: 0, at: early }), figure('missing', { value: 5, at: late })]
    expect(shownOf(lost, ['deaths', 'missing'])).toMatchObject({ mark: 'reported', value: 5 })
    expect(sum(lost, ['deaths', 'missing'])).toMatchObject({ reported: { value: 5 }, verified: null })
  })

  it('is as new as its newest part and counts until the oldest does', () => {
    const lost = [figure('deaths', { value: 1, at: late, as_of: early }), figure('missing', { value: 2, at: early, as_of: late })]
    expect(shownOf(lost, ['deaths', 'missing'])).toMatchObject({ value: 3, at: late, asOf: early })
    expect(shownOf(lost, ['injured'])).toBeNull()
  })
})
