import { describe, expect, it } from 'vitest'
import type { Report } from '@/api/types'
import { reportedSteps } from './series'

const report = (area: number, tier: number, minute: number, injured: number | null, nil = false): Report => ({
  id: `${area}-${minute}`, version: 1, incident_id: 'i', area, area_name: '', tier, kind: 'INITIAL', receipt_no: '', seq: 1,
  data_as_of: '', submitted_at: new Date(minute * 60_000).toISOString(), due_at: null, late_minutes: 0, nil_report: nil,
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

  it('takes a nil report as 0 and an unknown figure as nothing', () => {
    expect(reportedSteps([report(1, 3, 10, null), report(2, 3, 20, null, true)], 'injured').map((s) => s.value)).toEqual([0])
    expect(reportedSteps([], 'injured')).toEqual([])
  })
})
