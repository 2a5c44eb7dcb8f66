import { describe, expect, it } from 'vitest'
import type { Indicator, Report, Shipment, Stocked, Warehouse } from '@/api/types'
import { figuresOf } from '../report-words'
import { depots, reportMarks, ways } from './map-content'
import { stocked } from '@/app/stock'

const indicators = [
  { indicator: 'collapsed_rooms', zh: '倒塌房屋', en: 'Collapsed rooms', unit: '间' },
  { indicator: 'injured', zh: '受伤人口', en: 'Injured', unit: '人' },
] as Indicator[]
const zh = { indicators, language: 'zh' as const }
const [COUNTY, TOWN, OTHER] = [371426000000, 371426102000, 371426103000]
const report = (id: string, area: number, change: Partial<Report> = {}): Report =>
  ({ id, area, area_name: id, tier: area === COUNTY ? 3 : 4, lon: null, lat: null, nil_report: false, figures: {}, state: 'reported', synthetic: false, submitted_at: '1', ...change }) as Report

describe('the words of a report', () => {
  it('are the indicators\' names in either language', () => {
    const one = { nil_report: false, figures: { collapsed_rooms: 31, injured: null } }
    expect(figuresOf(one, indicators, 'zh')).toBe('倒塌房屋 31 间')
    expect(figuresOf(one, indicators, 'en')).toBe('Collapsed rooms 31 rooms')
    expect(figuresOf({ nil_report: true, figures: {} }, indicators, 'zh')).toBe('零报')
  })
})

describe('reports on the map', () => {
  it('stand at their place, or at the name of their county', () => {
    const marks = reportMarks([report('a', TOWN, { lon: 1, lat: 2 }), report('平原县', COUNTY, { figures: { injured: 10 } })], zh)
    expect(marks.map((one) => [one.lon, one.lat, one.unit])).toEqual([[1, 2, undefined], [undefined, undefined, COUNTY]])
    expect(marks[1]).toMatchObject({ shape: 'square', certainty: 'reported', detail: '本县合计：平原县 受伤人口 10 人' })
  })

  it('of townships without a place are counted at the county, the newest of each', () => {
    const marks = reportMarks([report('b', TOWN), report('c', TOWN, { submitted_at: '2', figures: { injured: 1 } }), report('d', OTHER, { nil_report: true })], zh)
    expect(marks).toHaveLength(1)
    expect(marks[0]).toMatchObject({ unit: COUNTY, label: '乡镇 2', detail: '乡镇上报 2（未标位置）：c 受伤人口 1 人，d 零报' })
  })

  it('say by their outline how certain they are, and by a nought that all is well', () => {
    const [mark] = reportMarks([report('a', COUNTY, { state: 'verified', nil_report: true })], zh)
    expect(mark).toMatchObject({ certainty: 'verified', label: '0' })
  })

  it('of a city, which sums its counties, are not drawn beside them', () => {
    expect(reportMarks([report('德州市', 371400000000, { tier: 2 })], zh)).toEqual([])
  })
})

describe('shipments on the map', () => {
  const at = Date.parse('2023-08-06T12:00:00+08:00')
  const shipment = (state: string, received_at: string | null = null) =>
    ({ id: state, incident_id: 'i', state, received_at, warehouse_name: '济南库', to_name: '平原县', lines: [{ zh: '帐篷', en: 'Tents', qty: 200, unit: '顶', unit_en: '' }] }) as Shipment

  it('carry their state, in the words of the list too', () => {
    const shown = ways(['ordered', 'departed', 'cancelled'].map((one) => shipment(one)), 'i', at, 'zh')
    expect(shown.map((one) => one.state)).toEqual(['ordered', 'departed'])
    expect(shown[1]?.detail).toBe('济南库 → 平原县 在途：帐篷 200 顶')
    expect(ways([shipment('departed')], 'i', at, 'en')[0]?.detail).toContain('under way: Tents 200')
  })

  it('leave it some hours after they were received', () => {
    expect(ways([shipment('received', '2023-08-06T08:00:00+08:00')], 'i', at, 'zh')).toHaveLength(1)
    expect(ways([shipment('received', '2023-08-06T05:00:00+08:00')], 'i', at, 'zh')).toHaveLength(0)
  })
})

describe('depots on the map of an exercise', () => {
  const line = (qty: number) => ({ item: 'tent', zh: '帐篷', en: 'Tents', unit: '顶', qty })
  const depot = (id: string, qty: number) => ({ id, name_zh: id, lon: 1, lat: 2, synthetic: true, stock: [line(qty)] }) as unknown as Warehouse
  const told = (id: string, qty: number, world_id: string | null) => ({ ...depot(id, qty), world_id }) as unknown as Stocked
  const detail = (held: Stocked[] | undefined) => depots(stocked([depot('济南库', 500)], held), 'zh').map((one) => one.detail)

  it('hold what that world has left', () => {
    expect(detail([told('济南库', 300, 'w')])).toEqual(['济南库（合）：帐篷 300 顶'])
  })

  it('say where only the real stock is told', () => {
    expect(detail([told('济南库', 500, null)])).toEqual(['济南库（合）（真实库存）：帐篷 500 顶'])
  })

  it('never show the real stock for what was not read', () => {
    expect(detail(undefined)).toEqual(['济南库（合）：库存尚未读到'])
  })

  it('are as the live topic has them in the real world', () => {
    expect(depots([depot('济南库', 500)], 'zh')[0]?.detail).toBe('济南库（合）：帐篷 500 顶')
  })
})
