import { describe, expect, it } from 'vitest'
import type { Incident, Report } from '@/api/types'
import { lossesSoFar } from './losses'
import type { Item } from './store/shown'

const TOWN = 371426108000
const incidents = [
  { id: 'old', state: 'merged', merged_into: 'now' },
  { id: 'now', state: 'active', merged_into: null },
] as Incident[]

const report = (change: Partial<Report>): Report =>
  ({ area: TOWN, incident_id: 'now', figures: {}, ...change }) as Report

const item = (command_id: string, body: Partial<Report>): Item =>
  ({ kind: 'report', command_id, body: report(body) as object }) as Item

const soFar = (reports: Report[], items: Item[] = []) =>
  lossesSoFar(TOWN, 'now', { incidents, reports }, items)

describe('what a unit has stated so far', () => {
  it('is a loss of any report, not only of the last one', () => {
    const losses = report({ figures: { injured: 3, deaths: null } })
    expect(soFar([])).toEqual({ any: false, waiting: null })
    expect(soFar([losses, report({ nil_report: true })])).toEqual({ any: true, waiting: null })
    expect(soFar([report({ figures: { injured: 0 } })]).any).toBe(false)
    expect(soFar([{ ...losses, area: 371426103000 }]).any).toBe(false)
    expect(soFar([{ ...losses, incident_id: 'other' }]).any).toBe(false)
  })

  it('counts what was reported on an incident that was merged into this one', () => {
    expect(soFar([report({ incident_id: 'old', figures: { injured: 3 } })]).any).toBe(true)
  })

  it('counts what waits, and names the last that must be received first', () => {
    const items = [
      item('a', { figures: { injured: 3 } }),
      item('b', { figures: { injured: 12 } }),
      item('c', { nil_report: true }),
    ]
    expect(soFar([], items)).toEqual({ any: true, waiting: 'b' })
  })
})
