import { describe, expect, it } from 'vitest'

import { UNKNOWN } from './figures'
import type { ShortReport } from './line'
import { handedBody, handedKind, reportKind } from './report'

const TOWN = 371426108000
const report: ShortReport = {
  incident_no: 'E-1',
  area: TOWN,
  kind: 'INITIAL',
  nil: false,
  figures: { ...UNKNOWN, injured: 2 },
  lon: null,
  lat: null,
  clock: '0501',
}
const incident = { id: 'i', occurred_at: '2023-08-06T02:33:59+08:00' }
const now = new Date('2023-08-06T05:12:00+08:00')
const handed = (change: Partial<ShortReport> = {}, own = 371426000000) =>
  handedBody({ report: { ...report, ...change }, incident, kind: 'INITIAL', unit: '王打卦镇', own, now })

describe('a report taken over as a line', () => {
  it('speaks for its unit, up to when it was written', () => {
    expect(handed()).toMatchObject({
      incident_id: 'i',
      area: TOWN,
      figures: { injured: 2 },
      nil_report: false,
      source: 'field',
      note_zh: '转交自 王打卦镇',
      data_as_of: '2023-08-05T21:01:00.000Z',
    })
    expect(handed()).not.toHaveProperty('lon')
    expect(handed({ lon: 116.35, lat: 37.185 })).toMatchObject({ lon: 116.35, lat: 37.185 })
    expect(handed({}, TOWN)).not.toHaveProperty('note_zh')
  })

  it('is nil only where its line says so, and then states no figure', () => {
    const zeros = { collapsed_rooms: 0, severe_rooms: 0, injured: 0, deaths: 0, missing: 0 }
    expect(handed({ figures: zeros })).toMatchObject({ nil_report: false, figures: zeros })
    expect(handed({ figures: UNKNOWN, nil: true })).toMatchObject({ nil_report: true, figures: {} })
  })

  it('is a first one until the unit has said something', () => {
    const one = { incident_id: 'i', area: TOWN }
    expect(reportKind(TOWN, 'i', [])).toBe('INITIAL')
    expect(reportKind(TOWN, 'i', [one])).toBe('FOLLOWUP')
    expect(reportKind(TOWN, 'other', [one])).toBe('INITIAL')
    expect(handedKind(report, 'i', [one])).toBe('FOLLOWUP')
    expect(handedKind({ ...report, kind: 'FOLLOWUP' }, 'i', [])).toBe('FOLLOWUP')
    expect(reportKind(TOWN, 'i', [], [{ kind: 'report', body: one }])).toBe('FOLLOWUP')
  })
})
