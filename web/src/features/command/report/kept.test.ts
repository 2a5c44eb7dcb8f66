import { describe, expect, it } from 'vitest'
import { BLANK, isBlank, keep, keyOf, recall } from './kept'

describe('a report in writing', () => {
  it('comes back as it was typed', () => {
    const written = {
      ...BLANK, draft: { injured: '10', deaths: '' }, note: '余震 52 次', reasons: { V13: '核减' }, ticked: ['V34 /figures/injured'],
      asOf: '2023-08-06T16:00:00.000Z', final: true, photos: [{ id: 'p', name: '倒房.jpg' }], at: '2023-08-06T20:51:12.000Z',
    }
    expect(recall(JSON.stringify(written))).toEqual(written)
  })

  it('takes what was kept before photos and ledgers went along', () => {
    expect(recall('{"draft":{"injured":"10"},"note":"","reasons":{}}')).toEqual({ ...BLANK, draft: { injured: '10' } })
    expect(recall('{"draft":{},"note":"","reasons":{},"photos":[{"id":1}],"ticked":"x"}')).toEqual(BLANK)
  })

  it('is blank where nothing readable was kept', () => {
    expect(recall(null)).toEqual(BLANK)
    expect(recall('{"draft":{"injured":10}}')).toEqual(BLANK)
    expect(recall('{')).toEqual(BLANK)
  })

  it('leaves nothing behind once every field is empty', () => {
    expect(isBlank({ ...BLANK, draft: { injured: ' ' }, asOf: '2023-08-06T16:00:00.000Z' })).toBe(true)
    expect(isBlank({ ...BLANK, draft: { injured: '0' } })).toBe(false)
    expect(isBlank({ ...BLANK, photos: [{ id: 'p', name: '' }] })).toBe(false)
  })

  it('belongs to one post, incident and area', () => {
    expect(new Set([keyOf('a', 'i', 1), keyOf('b', 'i', 1), keyOf('a', 'j', 1), keyOf('a', 'i', 2)]).size).toBe(4)
  })

  it('is not lost to a full machine, which is said instead', () => {
    const store = { setItem: () => { throw new DOMException('full', 'QuotaExceededError') }, removeItem: () => undefined }
    expect(keep(store, 'k', { ...BLANK, note: '余震' })).toBe(false)
    expect(keep(store, 'k', BLANK)).toBe(true)
  })
})
