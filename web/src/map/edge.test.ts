import { describe, expect, it } from 'vitest'
import { around, beyond, directionOf, type Watched, watchedOf } from './edge'
import type { Base } from './outlines'

const square = (x: number, y: number, side: number): GeoJSON.Polygon => ({
  type: 'Polygon',
  coordinates: [[[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]],
})
const CITY = 371400000000
const COUNTY = 371426000000
const unit = (code: number, name: string, tier: number, geometry: GeoJSON.Geometry) => ({ type: 'Feature', id: code, geometry, properties: { code, name, tier } })
const base = {
  cities: { type: 'FeatureCollection', features: [unit(CITY, '德州市', 2, square(0, 0, 10))] },
  counties: { type: 'FeatureCollection', features: [unit(COUNTY, '平原县', 3, square(2, 2, 1))] },
  labels: {
    type: 'FeatureCollection',
    features: [unit(CITY, '德州市', 2, { type: 'Point', coordinates: [5, 5] }), unit(COUNTY, '平原县', 3, { type: 'Point', coordinates: [2.5, 2.5] })],
  },
} as unknown as Base

/** Ten degrees about the origin on a picture of 200 × 100. */
const view = {
  width: 200, height: 100, box: [-10, -5, 10, 5] as [number, number, number, number],
  project: ([lon, lat]: [number, number]) => ({ x: 100 + lon * 10, y: 50 - lat * 10 }),
}
const point = (id: string, lon: number, lat: number): Watched => ({ id, kind: 'silent', name: id, at: [lon, lat] })

describe('which way a point lies beyond the frame', () => {
  it('is nowhere while the frame holds it, its edge included', () => {
    expect(directionOf(0, 0, 200, 100)).toBeNull()
    expect(directionOf(200, 100, 200, 100)).toBeNull()
    expect(directionOf(201, 100, 200, 100)).not.toBeNull()
  })

  it('takes the corners of a flat frame for the corners of the compass', () => {
    const [w, h] = [400, 100]
    expect([[w / 2, -9], [w + 9, -9], [w + 9, h / 2], [w + 9, h + 9], [w / 2, h + 9], [-9, h + 9], [-9, h / 2], [-9, -9]].map(([x = 0, y = 0]) => directionOf(x, y, w, h)))
      .toEqual(['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'])
  })
})

describe('what lies beyond the view', () => {
  it('gathers what lies one way and leaves out what is in view', () => {
    const found = beyond([point('in', 1, 1), point('a', 30, 0), point('b', 40, 1), point('c', 0, 20)], view)
    expect(found.map((one) => [one.direction, one.items.map((item) => item.id)])).toEqual([['n', ['c']], ['e', ['a', 'b']]])
  })

  it('points there: clockwise from the top', () => {
    expect(beyond([point('n', 0, 20)], view)[0]?.angle).toBeCloseTo(0)
    expect(beyond([point('e', 30, 0)], view)[0]?.angle).toBeCloseTo(90)
    expect(beyond([point('w', -30, 0)], view)[0]?.angle).toBeCloseTo(-90)
    expect(Math.abs(beyond([point('s', 0, -20)], view)[0]?.angle ?? 0)).toBeCloseTo(180)
  })

  it('takes a unit for in sight as soon as any of it is', () => {
    const own = watchedOf(base, { own: CITY }).map((one): Watched => ({ ...one, at: [50, 50] }))
    expect(beyond(own, view)).toEqual([])
    expect(beyond(own, { ...view, box: [20, 20, 30, 30] })).toHaveLength(1)
  })
})

describe('what is watched', () => {
  it('is where it began, the silent, the ordered, the damaged and what is on its way', () => {
    const found = watchedOf(base, {
      epicentre: { lon: 1, lat: 2, label: 'M5.5' },
      silent: [COUNTY],
      ordered: [371426108000],
      marks: [
        { id: 'r', shape: 'square', certainty: 'reported', lon: 3, lat: 3, label: '王打卦镇', detail: '' },
        { id: 'd', shape: 'house', certainty: 'verified', lon: 4, lat: 4, detail: '' },
      ],
      flows: [
        { id: 's', from: [9, 9], to: [5, 5], quantity: 1, state: 'departed', name: '平原县', detail: '' },
        { id: 't', from: [9, 9], to: [6, 6], quantity: 1, state: 'received', name: '平原县', detail: '' },
      ],
    })
    expect(found.map((one) => [one.kind, one.name, one.at])).toEqual([
      ['epicentre', 'M5.5', [1, 2]], ['silent', '平原县', [2.5, 2.5]], ['report', '王打卦镇', [3, 3]], ['order', '平原县', [2.5, 2.5]], ['shipment', '平原县', [5, 5]],
    ])
  })

  it('leaves out a unit that this map does not know', () => {
    expect(watchedOf(base, { silent: [370100000000], own: 370000000000 })).toEqual([])
  })
})

it('takes the view to a box about the points', () => {
  expect(around([[1, 5], [3, 2]])).toEqual([1, 2, 3, 5])
})
