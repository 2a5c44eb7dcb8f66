import { describe, expect, it } from 'vitest'

import { UNKNOWN } from './figures'
import { decode, encode, lineOf, read, saidAt, type ShortReport } from './line'

const report: ShortReport = {
  incident_no: 'E-2023-0806-01',
  area: 371426108000,
  kind: 'FOLLOWUP',
  nil: false,
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

  it('carries a nil report without a figure, and zeros that were stated as figures', () => {
    const area = 371426108000
    const nil = lineOf({ area, kind: 'FOLLOWUP', figures: {}, nil_report: true }, 'E-1', '05:01')
    expect(nil).toMatch(/^JM1 E-1 371426108 F N 0501 /)
    expect(decode(nil)).toMatchObject({ nil: true, figures: UNKNOWN })
    const zeros = lineOf({ area, kind: 'FOLLOWUP', figures: { injured: 0 } }, 'E-1', '05:01')
    expect(decode(zeros)).toMatchObject({ nil: false, figures: { ...UNKNOWN, injured: 0 } })
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

  it('is found among other words, and is the same line however it was typed', () => {
    const line = encode(report)
    const typed = read(`王打卦镇：${line.toLowerCase().replaceAll(' ', '  ')}。 谢谢`)
    expect(typed).toEqual({ fault: null, line, report })
    expect(read(line)).toEqual(typed)
  })

  it('says where it goes wrong, and what it understood until there', () => {
    const place = '@37.1850,116.3500'
    const faults: [string, string, string][] = [
      ['你好', 'start', ''],
      ['JM1', 'incident', ''],
      ['JM1 E-1', 'unit', ''],
      ['JM1 E-1 37A426', 'unit', '37A426'],
      ['JM1 E-1 371426', 'kind', ''],
      ['JM1 E-1 371426 X', 'kind', 'X'],
      ['JM1 E-1 371426 F C3', 'clock', ''],
      ['JM1 E-1 371426 F CC3', 'figure', 'CC3'],
      [`JM1 E-1 371426 F C3 ${place.replace(',', ' ')}`, 'figure', '@37.1850'],
      ['JM1 E-1 371426 F C3 2561', 'clock', '2561'],
      [`JM1 E-1 371426 F C3 ${place} 0501`, 'check', ''],
      [`JM1 E-1 371426 F C3 ${place} 0501 2222`, 'check', '2222'],
    ]
    for (const [line, part, said] of faults) expect(read(line).fault).toEqual({ part, said })
    const nearly = read('JM1 E-1 371426 F C3 0501 2222').report
    expect(nearly).toMatchObject({ incident_no: 'E-1', area: 371426000000, kind: 'FOLLOWUP' })
    expect(nearly.figures).toEqual({ ...UNKNOWN, collapsed_rooms: 3 })
    expect(read('JM1 E-1 371426 X').report).toEqual({ incident_no: 'E-1', area: 371426000000 })
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
      nil: false,
      figures: { ...UNKNOWN, injured: 2 },
      lon: null,
      lat: null,
      clock: '0501',
    })
  })
})
