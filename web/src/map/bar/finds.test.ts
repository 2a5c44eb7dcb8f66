import { describe, expect, it } from 'vitest'
import type { AreaRow, Places } from '@/api/types'
import { readCoordinates } from '../coordinates'
import type { Base } from '../outlines'
import { areasAtHand, askedOf, boxOfFind, featuresOfFind, findOfArea, findsOfCoordinates, findsOfPlaces, ordered } from './finds'
import { text } from './text'

const words = text.zh
const square = (x: number, y: number, side: number): GeoJSON.Polygon => ({
  type: 'Polygon',
  coordinates: [[[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]],
})
const [PROVINCE, CITY, COUNTY, ZONE, TOWN, VILLAGE] = [370000000000, 371400000000, 371426000000, 371471000000, 371426108000, 371426108209]
const unit = (code: number, name: string, tier: number, geometry: GeoJSON.Geometry, zones: string[] = []) =>
  ({ type: 'Feature', id: code, geometry, properties: { code, name, tier, zones_zh: zones } })
const base = {
  province: { features: [unit(PROVINCE, '山东省', 1, square(0, 0, 20))] },
  cities: { features: [unit(CITY, '德州市', 2, square(0, 0, 10))] },
  counties: { features: [unit(COUNTY, '平原县', 3, square(2, 2, 2), ['德州经济技术开发区'])] },
  labels: { features: [unit(CITY, '德州市', 2, { type: 'Point', coordinates: [5, 5] }), unit(COUNTY, '平原县', 3, { type: 'Point', coordinates: [3, 3] })] },
} as unknown as Base
const area = (code: number, name: string, tier: number, kind = 'division'): AreaRow => ({ code, name, tier, kind, parent: null, full_name: `山东省${name}` })
const find = (row: AreaRow) => findOfArea(base, row, words)

describe('a unit that was found', () => {
  it('is shown by its outline and its name', () => {
    const county = find(area(COUNTY, '平原县', 3))
    expect(county).toMatchObject({ at: [3, 3], unit: COUNTY, note: `${COUNTY} · 含功能区：德州经济技术开发区` })
    expect(boxOfFind(base, county)).toEqual([2, 2, 4, 4])
    expect(featuresOfFind(base, county).features.map((one) => one.properties?.['part'])).toEqual(['unit', 'place'])
    expect(find(area(CITY, '德州市', 2))).toMatchObject({ at: [5, 5], unit: CITY, note: String(CITY) })
    expect(find(area(PROVINCE, '山东省', 1))).toMatchObject({ at: null, unit: PROVINCE })
  })

  it('stands nowhere without a place: its county is shown, and that is said', () => {
    for (const one of [find(area(TOWN, '王打卦镇', 4)), find(area(VILLAGE, '前王村', 5))]) {
      expect(one).toMatchObject({ at: null, unit: COUNTY })
      expect(one.note).toContain('未定位，显示所在县 平原县')
      expect(featuresOfFind(base, one).features.map((each) => each.properties?.['part'])).toEqual(['unit'])
    }
    expect(find(area(371499001000, '某镇', 4)).note).toContain('未定位，显示所在市 德州市')
    expect(find(area(110101001000, '某街道', 4))).toMatchObject({ at: null, unit: null, note: '110101001000 · 未定位' })
  })

  it('is shown by its host where it is a functional zone', () => {
    expect(find(area(ZONE, '德州经济技术开发区', 3, 'functional_zone'))).toMatchObject({ at: null, unit: COUNTY })
  })
})

describe('coordinates that were found', () => {
  const finds = (written: string) => findsOfCoordinates(base, readCoordinates(written), words)
  it('say in which county they lie', () => {
    expect(finds('3.5E 2.5N')).toMatchObject([{ name: '2.5000°N 3.5000°E', whole: '平原县', at: [3.5, 2.5], unit: null, note: '' }])
    expect(finds('100.5 2.5')).toMatchObject([{ whole: '本省以外' }])
  })

  it('are asked about where they hold only swapped, or either way', () => {
    expect(finds('37.16, 116.34')).toMatchObject([{ at: [116.34, 37.16], note: words.swapped }])
    expect(finds('2.5 3.5')).toMatchObject([{ at: [2.5, 3.5], note: words.meant }, { at: [3.5, 2.5], note: words.meant }])
    expect(finds('200.5 2.5')).toEqual([])
  })
})

describe('what is offered', () => {
  const places = { features: [{ id: 7, geometry: { type: 'Point', coordinates: [3, 3] }, properties: { name_zh: '平原', name: 'Pingyuan', county: COUNTY } }, { id: 8, geometry: { type: 'Point', coordinates: [1, 1] }, properties: { name_zh: null, name: 'X', county: null } }] } as unknown as Places

  it('begins with what is known to all, then places, then the many', () => {
    const offered = ordered([area(COUNTY, '平原县', 3), area(VILLAGE, '平原村', 5)], findsOfPlaces(base, places, '平原', words), find)
    expect(offered.map((one) => one.id)).toEqual([`area-${COUNTY}`, 'place-7', `area-${VILLAGE}`])
    expect(offered[1]).toMatchObject({ whole: '居民点（GeoNames） · 平原县', at: [3, 3], unit: null })
  })

  it('is what lies at hand where the service cannot be asked', () => {
    expect(areasAtHand(base, '平原').map((one) => one.code)).toEqual([COUNTY])
    expect(areasAtHand(base, '3714').map((one) => one.code)).toEqual([CITY, COUNTY])
    expect(areasAtHand(base, '王庙')).toEqual([])
  })

  it('is asked for as it was meant', () => {
    expect(askedOf(' 3714 2610 8000 ')).toBe('371426108000')
    expect(askedOf('３７１４')).toBe('3714')
    expect(askedOf('平原 王庙')).toBe('平原 王庙')
    expect([askedOf(''), askedOf('  '), askedOf('3')]).toEqual([null, null, null])
    expect(askedOf('长'.repeat(90))).toHaveLength(40)
  })
})
