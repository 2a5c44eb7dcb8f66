import { describe, expect, it } from 'vitest'
import type { Estimate, EstimateDetail } from '@/api/types'
import { estimatedSteps, estimateOf } from './series'

const spread = (value: number) => ({ value, lo: 0, hi: value * 2 })

describe('what the chart compares', () => {
  it('is each model run in its order, and no official map', () => {
    const run = (kind: string, at: string, deaths: number | null) =>
      ({ kind, at, headline: { deaths: deaths === null ? null : spread(deaths) } }) as unknown as Estimate
    const steps = estimatedSteps([run('model', '2023-08-06T03:00:00Z', 2), run('official', '2023-08-06T02:00:00Z', 9), run('model', '2023-08-06T01:00:00Z', 5), run('model', '2023-08-06T04:00:00Z', null)])
    expect(steps.map((one) => one.value)).toEqual([5, 2])
  })

  it('is the estimate of the unit that is looked at, and not of the whole event', () => {
    const unit = (area: number, people: number) => ({ area, name: '', max_intensity: null, intensity: null, exposed: {}, exposed_vi: spread(people), deaths: null })
    const detail: Pick<EstimateDetail, 'cities' | 'counties'> = { cities: [unit(1, 90)], counties: [unit(2, 30)] }
    expect(estimateOf(detail, 1).exposed?.value).toBe(90)
    expect(estimateOf(detail, 2).exposed?.value).toBe(30)
    expect(estimateOf(detail, 3)).toEqual({ exposed: null, deaths: null })
    expect(estimateOf(undefined, 2).exposed).toBeNull()
  })
})
