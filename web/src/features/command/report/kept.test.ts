import { describe, expect, it } from 'vitest'
import { BLANK, isBlank, keyOf, recall } from './kept'

describe('a report in writing', () => {
  it('comes back as it was typed', () => {
    const written = { draft: { injured: '10', deaths: '' }, note: '余震 52 次', reasons: { V13: '核减' } }
    expect(recall(JSON.stringify(written))).toEqual(written)
  })

  it('is blank where nothing readable was kept', () => {
    expect(recall(null)).toEqual(BLANK)
    expect(recall('{"draft":{"injured":10}}')).toEqual(BLANK)
    expect(recall('{')).toEqual(BLANK)
  })

  it('leaves nothing behind once every field is empty', () => {
    expect(isBlank({ draft: { injured: ' ' }, note: '', reasons: {} })).toBe(true)
    expect(isBlank({ draft: { injured: '0' }, note: '', reasons: {} })).toBe(false)
  })

  it('belongs to one post, incident and area', () => {
    expect(new Set([keyOf('a', 'i', 1), keyOf('b', 'i', 1), keyOf('a', 'j', 1), keyOf('a', 'i', 2)]).size).toBe(4)
  })
})
