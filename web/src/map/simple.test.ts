import { describe, expect, it } from 'vitest'
import type { Find } from './bar/finds'
import { saidOf } from './bar/SimpleBar'
import { addressOf } from './SimpleMap'

const NONE = new Set<never>()
const SOURCE = '/api/maps/situation'
const county: Find = { id: 'area-1', name: '平原县', whole: '德州市平原县', note: '371426', at: [116.4, 37.2], unit: 371426000000 }
const town: Find = { ...county, name: '王打卦镇', whole: '平原县王打卦镇', note: '未定位', at: null }
const point: Find = { id: 'at', name: '37.1600°N 116.3400°E', whole: '平原县', note: '', at: [116.34, 37.16], unit: null }

describe('the map that the service draws', () => {
  it('is asked for in the language, without the layers that are off', () => {
    expect(addressOf(SOURCE, 'zh', NONE, null)).toBe(`${SOURCE}?lang=zh`)
    expect(addressOf(`${SOURCE}?incident=x`, 'en', new Set(['supplies', 'borders'] as const), null))
      .toBe(`${SOURCE}?incident=x&lang=en&layers=-supplies%2C-borders`)
  })

  it('shows what was searched: its unit, its place, or both', () => {
    const of = (find: Find) => Object.fromEntries(new URLSearchParams(addressOf(SOURCE, 'zh', NONE, find).split('?')[1]))
    expect(of(county)).toEqual({ lang: 'zh', unit: '371426000000', lon: '116.4', lat: '37.2', label: '平原县' })
    expect(of(town)).toEqual({ lang: 'zh', unit: '371426000000' })
    expect(of(point)).toEqual({ lang: 'zh', lon: '116.34', lat: '37.16', label: point.name })
  })

  it('says where that is, once', () => {
    expect(saidOf(county)).toBe('德州市平原县 · 371426 · 37.2000°N 116.4000°E')
    expect(saidOf(town)).toBe('平原县王打卦镇 · 未定位')
    expect(saidOf(point)).toBe('平原县')
  })
})
