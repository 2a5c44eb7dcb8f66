import { describe, expect, it } from 'vitest'
import type { MapContent } from './content'
import { featuresOf, sameFeatures, tipOf, viewOf } from './features'
import { type Base, boxOf, labelPoint } from './outlines'
import { buildStyle, FLOW_LAYERS, type MapTokens } from './style'

const square = (x: number, y: number, side: number): GeoJSON.Polygon => ({
  type: 'Polygon',
  coordinates: [[[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]],
})
const named = (code: number) => ({ code, name: `县${code}`, tier: 3, km2: 1, anchor: [0, 0] as [number, number], zones_zh: code === 2 ? ['高新区'] : [] })
const county = (code: number, geometry: GeoJSON.Polygon) => ({ type: 'Feature' as const, id: code, geometry, properties: named(code) })
const collection = (...features: ReturnType<typeof county>[]) => ({
  type: 'FeatureCollection' as const, note_zh: '', note_en: '', approval_no: null, attribution_zh: '', attribution_en: '', features,
})
const empty = collection()
const base: Base = {
  province: empty,
  cities: empty,
  neighbours: empty,
  counties: collection(county(1, square(0, 0, 1)), county(2, square(1, 0, 1))),
  labels: {
    type: 'FeatureCollection',
    features: [{ type: 'Feature', geometry: { type: 'Point', coordinates: [0, 0] }, properties: named(1) }],
  },
}

const withNames: Base = { ...base, labels: { ...base.labels, features: [1, 2].map((code) => ({ type: 'Feature', geometry: { type: 'Point', coordinates: [0, 0] }, properties: named(code) })) } }

describe('what a map shows', () => {
  it('names a unit at the centre of its largest part', () => {
    const parts: GeoJSON.MultiPolygon = {
      type: 'MultiPolygon',
      coordinates: [square(50, 50, 1).coordinates, square(0, 0, 4).coordinates],
    }
    expect(labelPoint(parts)).toEqual([2, 2])
    expect(boxOf(square(1, 2, 3))).toEqual([1, 2, 4, 5])
  })

  it('hatches silent counties and notes why', () => {
    const shown = featuresOf(base, { silent: [2], silences: { 1: '静默 2 时' }, notes: { 1: '指令 1／2 完成' } })
    expect(shown['silent']?.features).toHaveLength(1)
    expect(shown['labels']?.features[0]?.properties?.['note']).toBe('\n静默 2 时 · 指令 1／2 完成')
  })

  it('keeps the middle line of an estimate apart from its outer ones', () => {
    const band = {
      intensity: 6, label: 'Ⅵ', certainty: 'estimate' as const, geometry: square(0, 0, 2),
      p: [{ p: 0.05, geometry: square(-1, -1, 4) }, { p: 0.5, geometry: square(0, 0, 2) }, { p: 0.95, geometry: null }],
    }
    const shown = featuresOf(base, { bands: [band] })
    expect(shown['bands']?.features).toHaveLength(1)
    expect(shown['contours']?.features).toHaveLength(1)
    expect(viewOf({ bands: [band] })).toEqual([0, 0, 2, 2])
  })

  it('has a view without any band', () => {
    expect(viewOf({})).toBeNull()
    expect(viewOf({ epicentre: { lon: 116, lat: 37, label: '' } })?.[0]).toBeCloseTo(115.65)
  })

  it('puts what has no place of its own at the name of its unit, or nowhere', () => {
    const mark = (unit: number) => ({ id: `m${unit}`, shape: 'square' as const, certainty: 'reported' as const, unit, detail: '' })
    const shown = featuresOf(base, { marks: [mark(1), mark(9)] })['marks']?.features
    expect(shown?.map((one) => [one.properties?.['pick'], one.geometry])).toEqual([['unit-1', { type: 'Point', coordinates: [0, 0] }]])
    const name = featuresOf(base, { marks: [{ ...mark(1), label: '0', detail: '零报' }] })['labels']?.features[0]?.properties
    expect(name).toMatchObject({ sign: '□ ', count: ' 0', pick: 'unit-1' })
  })

  it('tells which counties hold a functional zone, beside what they reported', () => {
    const details = (content: MapContent) => [1, 2].map((code) => tipOf(withNames, content, `unit-${code}`))
    expect(details({})).toEqual([null, '县2 · 含功能区：高新区'])
    expect(featuresOf(withNames, {})['labels']?.features.map((one) => one.properties?.['pick'])).toEqual(['', 'unit-2'])
    const mark = { id: 'm', shape: 'square' as const, certainty: 'reported' as const, unit: 2, detail: '本县合计：零报' }
    expect(details({ marks: [mark] })).toEqual([null, '本县合计：零报 · 含功能区：高新区'])
  })

  it('draws what is picked once more, for as long as it is there, and says what it says now', () => {
    const mark = { id: 'r1', key: 'here', shape: 'square' as const, certainty: 'reported' as const, lon: 0.5, lat: 0.5, detail: '倒塌 3 间' }
    const flow = { id: 'f', from: [0, 0] as [number, number], to: [1, 1] as [number, number], quantity: 1, state: 'departed' as const, detail: '在途' }
    const content = { marks: [mark, { ...mark, id: 'm', key: 'unit', unit: 1, lon: undefined, lat: undefined }], flows: [flow] }
    const kinds = (picked: string | null, now: MapContent = content) => featuresOf(base, now, picked)['picked']?.features.map((one) => one.geometry.type)
    expect(kinds('here')).toEqual(['Point'])
    expect(kinds('f')).toEqual(['LineString'])
    expect(kinds('unit-1')).toEqual(['Polygon', 'Point'])
    expect([kinds(null), kinds('gone'), kinds('here', {}), kinds('unit-1', {})]).toEqual([[], [], [], []])
    expect(tipOf(base, content, 'here')).toBe('倒塌 3 间')
    const later = { marks: [{ ...mark, id: 'r2', detail: '倒塌 5 间' }] }
    expect(tipOf(base, later, 'here')).toBe('倒塌 5 间')
    expect(kinds('here', later)).toEqual(['Point'])
    expect(tipOf(base, content, 'f')).toBe('在途')
    expect(tipOf(base, later, 'f')).toBeNull()
  })

  it('draws each state of a shipment by a line of its own', () => {
    const states = ['ordered', 'departed', 'arrived', 'received'] as const
    const flows = states.map((state) => ({ id: state, from: [0, 0] as [number, number], to: [1, 1] as [number, number], quantity: 1, state, detail: '' }))
    const shown = featuresOf(base, { flows })['flows']?.features.map((one) => one.properties?.['state'])
    expect(shown).toEqual(states)
    expect([...FLOW_LAYERS].sort()).toEqual(states.map((state) => `flow-${state}`).sort())
    const tokens = new Proxy({}, { get: () => '#000' }) as MapTokens
    const lines = buildStyle(tokens, 1).layers.filter((one) => FLOW_LAYERS.includes(one.id))
    const dashes = lines.map((one) => JSON.stringify((one.paint as Record<string, unknown>)['line-dasharray'] ?? one.id))
    expect(new Set(dashes).size).toBe(states.length)
  })

  it('knows what has changed since it was last drawn', () => {
    const first = featuresOf(base, { silent: [2], notes: { 1: 'a' } })
    const again = featuresOf(base, { silent: [2], notes: { 1: 'b' } })
    expect(sameFeatures(first['silent'], again['silent'] as GeoJSON.FeatureCollection)).toBe(true)
    expect(sameFeatures(first['labels'], again['labels'] as GeoJSON.FeatureCollection)).toBe(false)
    expect(sameFeatures(undefined, empty)).toBe(false)
  })
})
