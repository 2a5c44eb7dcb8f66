import { describe, expect, it } from 'vitest'
import type { MapContent } from './content'
import { countsOf, LAYERS, layersOff, layersWritten, shown } from './layers'

const content: MapContent = {
  epicentre: { lon: 1, lat: 2, label: 'M5.5' },
  bands: [{ intensity: 6, label: 'Ⅵ', certainty: 'estimate', geometry: null }],
  silent: [2], silences: { 2: '静默 2 时' },
  ordered: [1], notes: { 1: '指令 1／2 完成' },
  marks: [
    { id: 'r', shape: 'square', certainty: 'reported', unit: 1, detail: '' },
    { id: 'd', shape: 'house', certainty: 'verified', lon: 1, lat: 1, detail: '' },
    { id: 't', shape: 'triangle', certainty: 'verified', lon: 1, lat: 1, detail: '' },
  ],
  flows: [{ id: 'f', from: [0, 0], to: [1, 1], quantity: 1, state: 'departed', detail: '' }],
}
const without = (...off: (typeof LAYERS)[number][]) => shown(content, new Set(off))

describe('layers in the address', () => {
  it('are those turned off, and nothing where all are on', () => {
    expect(layersWritten(new Set())).toBeNull()
    expect(layersWritten(new Set(['borders', 'silent']))).toBe('-silent,-borders')
    expect([...layersOff('-silent,-borders')]).toEqual(['silent', 'borders'])
    expect(layersOff(null).size).toBe(0)
  })

  it('come back as they went, and unknown ones are passed over', () => {
    for (const layer of LAYERS) expect([...layersOff(layersWritten(new Set([layer])))]).toEqual([layer])
    expect([...layersOff('-roads,silent,-')]).toEqual([])
  })
})

describe('what is turned off', () => {
  it('is gone with all that belongs to it', () => {
    expect(without('footprint').bands).toEqual([])
    expect(without('silent')).toMatchObject({ silent: [], silences: {}, notes: content.notes })
    expect(without('orders')).toMatchObject({ ordered: [], notes: {}, silences: content.silences })
    expect(without('reports').marks?.map((one) => one.id)).toEqual(['d', 't'])
    expect(without('supplies')).toMatchObject({ flows: [], marks: [{ id: 'r' }, { id: 't' }] })
  })

  it('leaves where it began and what is in no layer', () => {
    const left = without(...LAYERS)
    expect(left.epicentre).toBe(content.epicentre)
    expect(left.marks?.map((one) => one.id)).toEqual(['t'])
    expect(shown(content, new Set())).toBe(content)
    expect(shown({}, new Set(LAYERS)).marks).toBeUndefined()
  })
})

it('counts what each layer holds', () => {
  expect(countsOf(content)).toEqual({ footprint: 1, silent: 1, reports: 1, orders: 1, supplies: 2 })
  expect(countsOf({})).toEqual({ footprint: 0, silent: 0, reports: 0, orders: 0, supplies: 0 })
})
