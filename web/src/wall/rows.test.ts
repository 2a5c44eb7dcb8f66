import { describe, expect, it } from 'vitest'
import type { Estimate, Figures, Gauge, MatrixRow, ResponseDetail, Sourced } from '@/api/types'
import { noteChanges } from '@/live/changes'
import { figureRows, graver, levelRows, nearest, worstHit } from './rows'

const sourced = (said: Partial<Sourced>): Sourced => ({
  value: null,
  at_least: false,
  unknown: 0,
  units_reported: 1,
  units_expected: 1,
  as_of: null,
  at: null,
  source_zh: '',
  own: false,
  ...said,
})

function figures(...items: [string, Partial<Sourced>, Partial<Sourced>?][]): Figures {
  return {
    area: 0,
    as_of: null,
    items: items.map(([indicator, reported, verified]) => ({
      indicator,
      zh: '',
      en: '',
      unit: '',
      reported: sourced(reported),
      verified: verified ? sourced(verified) : null,
      estimated: null,
      synthetic: false,
    })),
  }
}

function response(change: Partial<ResponseDetail>): ResponseDetail {
  return {
    id: '',
    tier: 0,
    area: 0,
    state: 'none',
    level: null,
    proposed: null,
    family: 'relief',
    gauges: [],
    ...change,
  } as ResponseDetail
}

describe('figures on the wall', () => {
  it('shows what is verified until a later report says otherwise', () => {
    const shown = (reported: Partial<Sourced>, verified: Partial<Sourced>) =>
      figureRows(figures(['injured', reported, verified]), null)[1]
    const early = '2023-08-06T04:30:00+08:00'
    const late = '2023-08-06T06:00:00+08:00'
    expect(shown({ value: 10, at: early }, { value: 10, at: early })).toMatchObject({
      mark: 'verified',
    })
    expect(shown({ value: 24, at: late }, { value: 10, at: early })).toMatchObject({
      mark: 'reported',
      value: 24,
    })
  })

  it('never hides a report behind the few of its units that are verified', () => {
    const at = '2023-08-06T04:30:00+08:00'
    const [, , collapsed] = figureRows(
      figures(['collapsed_rooms', { value: 74, at }, { value: 1, at_least: true, at }]),
      null,
    )
    expect(collapsed).toMatchObject({ mark: 'reported', value: 74, atLeast: false })
  })

  it('adds deaths and missing, and says at least where one of them is unknown', () => {
    const both = figureRows(figures(['deaths', { value: 1 }], ['missing', { value: 2 }]), null)[0]
    expect(both).toMatchObject({ value: 3, atLeast: false, mark: 'reported' })
    const half = figureRows(
      figures(['deaths', { value: 0 }], ['missing', { value: null }]),
      null,
    )[0]
    expect(half).toMatchObject({ value: 0, atLeast: true })
    const heard = figures(
      ['deaths', { value: 0, units_reported: 2 }],
      ['missing', { value: 0, units_reported: 1 }],
    )
    expect(figureRows(heard, null)[0]).toMatchObject({ heard: 1 })
  })

  it('keeps unknown apart from zero', () => {
    const rows = figureRows(figures(['injured', { value: null }]), null)
    expect(rows[1]).toMatchObject({ value: null })
    expect(figureRows(figures(['injured', { value: 0 }]), null)[1]).toMatchObject({ value: 0 })
    expect(figureRows(undefined, null).map((row) => row.value)).toEqual([null, null, null, null])
  })

  it('prefers what is verified, but not for half a sum', () => {
    const own = figureRows(figures(['collapsed_rooms', { value: 70 }, { value: 74 }]), null)[2]
    expect(own).toMatchObject({ value: 74, mark: 'verified' })
    const mixed = figures(['deaths', { value: 1 }, { value: 1 }], ['missing', { value: 2 }])
    expect(figureRows(mixed, null)[0]).toMatchObject({ value: 3, mark: 'reported' })
  })

  it('shows the estimate with its range', () => {
    const estimate = {
      at: 't',
      headline: { exposed: { '6': { value: 530_000, lo: 80_000, hi: 1_870_000 } } },
    }
    expect(figureRows(undefined, estimate as unknown as Estimate)[3]).toMatchObject({
      mark: 'estimate',
      value: 530_000,
      lo: 80_000,
      hi: 1_870_000,
    })
  })
})

describe('levels on the wall', () => {
  it('gives each tier its most serious response', () => {
    const rows = levelRows(
      [
        response({ id: 'a', tier: 2, area: 1, state: 'none' }),
        response({ id: 'b', tier: 2, area: 2, state: 'proposed' }),
        response({ id: 'c', tier: 1, state: 'active', level: 4 }),
        response({ id: 'd', tier: 1, state: 'active', level: 3 }),
        response({ id: 'e', tier: 3, area: 7 }),
        response({ id: 'f', tier: 3, area: 9 }),
      ],
      [9],
    )
    expect(rows.map((one) => one.id)).toEqual(['d', 'b', 'f'])
  })

  it('does not let a level in force hide a graver proposal', () => {
    const proposal = (id: string, area: number, level: number): ResponseDetail =>
      response({
        id,
        tier: 3,
        area,
        state: 'proposed',
        proposed: { level, basis: 'estimate', criterion: null, criterion_zh: '', criterion_en: '' },
      })
    const shown = response({ id: 'a', tier: 3, area: 7, state: 'active', level: 4 })
    const all = [shown, proposal('b', 7, 1), proposal('c', 7, 4), proposal('d', 8, 1)]
    expect(graver(shown, all)?.id).toBe('b')
    expect(graver({ ...shown, level: 1 }, all)).toBeNull()
    expect(graver({ ...shown, state: 'none' }, all)).toBeNull()
  })

  it('says how far the nearest level is', () => {
    const gauge = (gap: number, threshold: number): Gauge =>
      ({ reported: { value: 1 }, unit: '间', next: { level: 4, gap, threshold } }) as Gauge
    expect(nearest(response({ gauges: [gauge(9_926, 10_000), gauge(20, 1_000)] }))).toMatchObject({
      gap: 20,
    })
    expect(nearest(response({}))).toBeNull()
  })

  it('finds the county that was hit worst', () => {
    const row = (area: number, max_intensity: number | null, people = 0): MatrixRow =>
      ({ area, max_intensity, exposed_vi: { value: people, lo: 0, hi: 0 } }) as MatrixRow
    expect(worstHit([row(1, 6), row(2, 7, 10), row(3, 7, 20)])).toBe(3)
    expect(worstHit([row(1, null)])).toBeNull()
  })
})

describe('news on the wall', () => {
  it('shows a difference for a minute, sums quick changes, and none for what became known', () => {
    const first = noteChanges(new Map(), new Map([['injured', 10]]), new Map([['injured', 12]]), 0)
    expect(first.get('injured')).toEqual({ by: 2, until: 60_000 })
    const second = noteChanges(
      first,
      new Map([['injured', 12]]),
      new Map([['injured', 11]]),
      30_000,
    )
    expect(second.get('injured')).toEqual({ by: 1, until: 90_000 })
    expect(
      noteChanges(second, new Map([['injured', 11]]), new Map([['injured', 11]]), 90_001).size,
    ).toBe(0)
    expect(
      noteChanges(new Map(), new Map([['injured', null]]), new Map([['injured', 3]]), 0).size,
    ).toBe(0)
  })
})
