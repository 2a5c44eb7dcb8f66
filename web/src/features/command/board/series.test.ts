import { describe, expect, it } from 'vitest'
import type { Report } from '@/api/types'
import { holders, reportedSteps } from './series'

const report = (area: number, tier: number, minute: number, injured: number | null, known = minute): Report => ({
  id: `${area}-${minute}`, version: 1, incident_id: 'i', area, area_name: '', tier, kind: 'INITIAL', receipt_no: '', seq: 1,
  data_as_of: new Date(known * 60_000).toISOString(), submitted_at: new Date(minute * 60_000).toISOString(), due_at: null, late_minutes: 0, nil_report: false,
  figures: { injured }, lon: null, lat: null, outside_unit: false, direct: true, source: 'desk', source_zh: '', by_post: '',
  note_zh: '', photos: [], findings: [], synthetic: false, supersedes: null, state: 'reported', verified_at: null, verified_by: null, merged_into: null,
})

describe('what was reported over time', () => {
  it('adds counties and lets a newer report replace an older one', () => {
    const steps = reportedSteps([report(1, 3, 10, 6), report(2, 3, 20, 4), report(1, 3, 30, 8)], 'injured')
    expect(steps.map((s) => s.value)).toEqual([6, 10, 12])
  })

  it('does not count a city again that sums its counties', () => {
    const steps = reportedSteps([report(1, 3, 10, 6), report(9, 2, 20, 6)], 'injured')
    expect(steps).toHaveLength(1)
  })

  it('takes an unknown figure as nothing, also beside a known one', () => {
    const all = [report(1, 3, 10, null), report(2, 3, 20, 0), report(2, 3, 30, null)]
    expect(reportedSteps(all, 'injured').map((s) => s.value)).toEqual([0])
    expect(holders(all, 'injured').get(2)?.id).toBe('2-20')
    expect(reportedSteps([], 'injured')).toEqual([])
  })

  it('does not let data that come late replace newer ones, but a final report does', () => {
    const late = report(1, 3, 30, 2, 5)
    const all = [report(1, 3, 10, 6), late]
    expect(reportedSteps(all, 'injured').map((s) => s.value)).toEqual([6])
    expect(reportedSteps([report(1, 3, 10, 6), { ...late, kind: 'FINAL' }], 'injured').map((s) => s.value)).toEqual([6, 2])
  })
})
