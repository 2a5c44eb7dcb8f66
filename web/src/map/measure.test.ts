import { describe, expect, it } from 'vitest'
import { areaKm2, areaWords, crosses, featuresOfWay, greatCircle, lengthKm, lengthWords, type Point } from './measure'

const EARTH_KM2 = 4 * Math.PI * 6371.0088 ** 2

describe('lengths', () => {
  it('go along great circles', () => {
    expect(lengthKm([[0, 0], [0, 90]])).toBeCloseTo(10_007.557, 2)
    expect(lengthKm([[116, 37], [116, 38]])).toBeCloseTo(111.195, 3)
    // A degree along a parallel is longer than the way over the great circle.
    expect(lengthKm([[110, 37], [120, 37]])).toBeLessThan(10 * 111.195 * Math.cos((37 * Math.PI) / 180))
    expect(lengthKm([[179.5, 0], [-179.5, 0]])).toBeCloseTo(111.195, 3)
  })

  it('add up, and are nothing of one point', () => {
    expect(lengthKm([[116, 37]])).toBe(0)
    expect(lengthKm([])).toBe(0)
    expect(lengthKm([[116, 37], [116, 38], [116, 37]])).toBeCloseTo(222.39, 2)
  })
})

describe('areas', () => {
  it('are those of spherical polygons', () => {
    expect(areaKm2([[0, 0], [90, 0], [0, 90]])).toBeCloseTo(EARTH_KM2 / 8, 3)
    expect(areaKm2([[0, 0], [0, 90], [90, 0]])).toBeCloseTo(EARTH_KM2 / 8, 3)
  })

  it('come near a flat square where it is small', () => {
    const d = 1 / 111.195
    const wide = d / Math.cos((37 * Math.PI) / 180)
    expect(areaKm2([[116, 37], [116 + wide, 37], [116 + wide, 37 + d], [116, 37 + d]])).toBeCloseTo(1, 3)
  })

  it('hold beyond the date line, and are nothing of two points', () => {
    const here = areaKm2([[10, 10], [11, 10], [11, 11]])
    expect(areaKm2([[179.5, 10], [-179.5, 10], [-179.5, 11]])).toBeCloseTo(here, 6)
    expect(areaKm2([[116, 37], [117, 37]])).toBeCloseTo(0, 6)
  })

  it('mean nothing where the line crosses itself', () => {
    const square: Point[] = [[0, 0], [1, 0], [1, 1], [0, 1]]
    expect(crosses(square)).toBe(false)
    expect(crosses([[0, 0], [1, 1], [1, 0], [0, 1]])).toBe(true)
    expect(crosses(square.slice(0, 3))).toBe(false)
  })
})

describe('the line that is drawn', () => {
  it('bends towards the pole and keeps its ends', () => {
    const way = greatCircle([110, 37], [120, 37])
    expect([way[0], way.at(-1)]).toEqual([[110, 37], [120, 37]])
    expect(Math.max(...way.map(([, lat]) => lat))).toBeGreaterThan(37.1)
    expect(lengthKm(way)).toBeCloseTo(lengthKm([[110, 37], [120, 37]]), 6)
    expect(greatCircle([116, 37], [116, 37])).toEqual([[116, 37], [116, 37]])
  })
})

describe('words', () => {
  it('carry the units of the field', () => {
    expect(lengthWords(0.424)).toBe('0.42 km')
    expect(lengthWords(1234.56)).toBe('1,234.6 km')
    expect(areaWords(12.3456)).toEqual({ km2: '12.346', hectares: '1,234.56', mu: '18,518.40' })
  })
})

describe('what is drawn of a way', () => {
  const parts = (...points: Point[]) => featuresOfWay(points).features.map((one) => one.properties?.['part'])
  it('grows with its points', () => {
    expect(parts()).toEqual([])
    expect(parts([0, 0])).toEqual(['point'])
    expect(parts([0, 0], [0.1, 0])).toEqual(['way', 'point', 'point'])
    expect(parts([0, 0], [0.1, 0], [0.1, 0.1])).toEqual(['area', 'close', 'way', 'point', 'point', 'point'])
  })

  it('has no surface where it crosses itself', () => {
    expect(parts([0, 0], [1, 1], [1, 0], [0, 1])).not.toContain('area')
  })
})
