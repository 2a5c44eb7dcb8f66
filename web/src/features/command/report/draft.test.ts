import { describe, expect, it } from 'vitest'
import type { Indicator } from '@/api/types'
import { byIndicator, depth, figuresOf, parse, unreadable } from './draft'

describe('a typed report', () => {
  it('keeps unknown apart from nothing and from nonsense', () => {
    expect(parse('')).toBeNull()
    expect(parse(' 0 ')).toBe(0)
    expect(parse('21,350')).toBe(21350)
    expect(parse('12.5')).toBe(12.5)
    expect(parse('-3')).toBeUndefined()
    expect(parse('约10')).toBeUndefined()
  })

  it('sends numbers and unknowns, never nonsense', () => {
    const draft = { deaths: '0', injured: '', affected: 'x' }
    expect(figuresOf(draft)).toEqual({ deaths: 0, injured: null })
    expect(unreadable(draft)).toEqual(['affected'])
  })

  it('puts a finding beside its field', () => {
    const found = byIndicator([{ rule: 'V13', severity: 'hard', zh: '', en: '', pointer: '/figures/reloc_cum', reason: null }])
    expect(found.get('reloc_cum')).toHaveLength(1)
  })

  it('indents parts under their whole', () => {
    const line = (indicator: string, parent: string | null): Indicator => ({ indicator, zh: '', en: '', unit: '', integer: true, group: '', group_zh: '', group_en: '', accumulates: true, now_of: null, parent, hazard: null, official_code: null })
    const all = new Map([line('a', null), line('b', 'a'), line('c', 'b')].map((one) => [one.indicator, one]))
    expect([...all.values()].map((one) => depth(one, all))).toEqual([0, 1, 2])
  })
})
