import { describe, expect, it } from 'vitest'

import { UNKNOWN } from './figures'
import { decode, encode, lineOf, saidAt, type ShortReport } from './sms'

const report: ShortReport = {
  incident_no: 'E-2023-0806-01',
  area: 371426108000,
  kind: 'FOLLOWUP',
  figures: { ...UNKNOWN, collapsed_rooms: 3, severe_rooms: 12, injured: 1, deaths: 0, missing: 0 },
  lon: 116.35,
  lat: 37.185,
  clock: '0501',
}

describe('short message', () => {
  it('comes back as it was', () => {
    expect(decode(encode(report))).toEqual(report)
    const bare: ShortReport = { ...report, kind: 'INITIAL', figures: UNKNOWN, lon: null, lat: null }
    expect(decode(encode(bare))).toEqual(bare)
  })

  it('keeps an unknown figure out, not as 0', () => {
    const line = encode({ ...report, figures: { ...UNKNOWN, injured: 0 } })
    expect(line).toContain(' I0 ')
    expect(line).not.toMatch(/ [CSDM]\d/)
  })

  it('fits one message and only plain letters', () => {
    const village = { incident_no: 'E-371426108201-2023-0806-01', area: 371426108201 }
    const long = { ...report, ...village, figures: { ...report.figures, collapsed_rooms: 99999 } }
    expect(decode(encode(long))).toEqual(long)
    expect(encode(long).length).toBeLessThanOrEqual(140)
    expect(encode(long)).toMatch(/^[\x20-\x7e]+$/)
  })

  it('notices any changed character', () => {
    const line = encode(report)
    for (let at = 0; at < line.length; at += 1) {
      const other = line[at] === '7' ? '8' : '7'
      const changed = line.slice(0, at) + other + line.slice(at + 1)
      expect(decode(changed)).toBeNull()
    }
    expect(decode('你好')).toBeNull()
  })

  it('is read as it comes over a radio, by a keyboard or with words before it', () => {
    const line = encode(report)
    expect(decode(line.toLowerCase())).toEqual(report)
    expect(decode(`王打卦镇来报：\n${line.replaceAll(' ', '  ')}\n`)).toEqual(report)
    expect(decode(line.replace('JM1', 'ＪＭ１'))).toEqual(report)
  })

  it('has a time of day', () => {
    expect(decode(encode({ ...report, clock: '2561' }))).toBeNull()
    const now = new Date('2023-08-06T05:12:00+08:00')
    expect(saidAt('0501', now)).toEqual(new Date('2023-08-06T05:01:00+08:00'))
    expect(saidAt('2330', now)).toEqual(new Date('2023-08-05T23:30:00+08:00'))
    expect(saidAt('0514', now)).toEqual(now) // a clock two minutes ahead of ours
  })

  it('is written from the report itself: its unit, its incident, its place', () => {
    const body = { incident_id: 'x', area: 371426103000, kind: 'INITIAL', figures: { injured: 2 } }
    expect(decode(lineOf(body, 'E-2023-0806-02', '05:01'))).toEqual({
      incident_no: 'E-2023-0806-02',
      area: 371426103000,
      kind: 'INITIAL',
      figures: { ...UNKNOWN, injured: 2 },
      lon: null,
      lat: null,
      clock: '0501',
    })
  })
})
