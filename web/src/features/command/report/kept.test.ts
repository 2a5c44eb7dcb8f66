import { describe, expect, it } from 'vitest'
import { BLANK, isBlank, keep, keyOf, recall, rest, Writings } from './kept'

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

  it('leaves of what was sent only what was changed since', () => {
    const sent = { ...BLANK, draft: { injured: '10', deaths: '0' }, note: '余震', asOf: '2023-08-06T16:00:00.000Z', photos: [{ id: 'p', name: '' }], at: '1' }
    expect(rest(sent, sent)).toEqual(BLANK)
    const now = { ...sent, draft: { injured: '12', deaths: '0', missing: '1' }, photos: [...sent.photos, { id: 'q', name: '' }], at: '2' }
    expect(rest(sent, now)).toEqual({ ...BLANK, draft: { injured: '12', missing: '1' }, photos: [{ id: 'q', name: '' }], at: '2' })
  })

  it('takes an answer that comes once its form was left', () => {
    const disk = new Map<string, string>()
    const store = { getItem: (key: string) => disk.get(key) ?? null, setItem: (key: string, value: string) => void disk.set(key, value), removeItem: (key: string) => void disk.delete(key) }
    const writings = new Writings(() => store)
    writings.change('k', (old) => ({ ...old, draft: { injured: '10' } }))
    const sent = writings.read('k').written
    expect(disk.has('k')).toBe(true)
    writings.change('k', (now) => rest(sent, now))
    expect([writings.read('k').written, disk.size]).toEqual([BLANK, 0])
  })

  it('is what another page of the machine has made of it', () => {
    let kept: string | null = null
    const store = { getItem: () => kept, setItem: (_key: string, value: string) => { kept = value }, removeItem: () => { kept = null } }
    const [here, there] = [new Writings(() => store), new Writings(() => store)]
    expect(here.read('k').written).toEqual(BLANK)
    there.change('k', (old) => ({ ...old, note: '余震' }))
    here.forget('k')
    expect(here.read('k').written.note).toBe('余震')
  })
})
