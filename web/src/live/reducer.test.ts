import { describe, expect, it } from 'vitest'
import { Projections } from './reducer'
import type { EventFrame } from './socket'

const frame = (e: string, v: number, b: Record<string, unknown> = {}): EventFrame => ({
  o: v, t: 'orders', k: 'order.read', e, v, a: 0, i: null, at: '', b: { id: e, version: v, ...b },
})

describe('projections', () => {
  it('keep the newest version whatever the order of arrival', () => {
    const held = new Projections()
    held.replace({ site: 1, epoch: 'e', offset: 0, topics: { orders: [{ id: 'a', version: 2 }] } })
    expect(held.apply(frame('a', 1))).toBe(false)
    expect(held.apply(frame('a', 3, { state: 'read' }))).toBe(true)
    expect(held.apply(frame('a', 3))).toBe(false)
    expect(held.list('orders')).toEqual([{ id: 'a', version: 3, state: 'read' }])
  })

  it('hide what was removed and do not bring it back', () => {
    const held = new Projections()
    held.apply(frame('a', 2, { removed: true }))
    held.apply(frame('a', 1))
    expect(held.list('orders')).toEqual([])
  })

  it('hand out the same list until something changes', () => {
    const held = new Projections()
    held.apply(frame('a', 1))
    const first = held.list('orders')
    expect(held.list('orders')).toBe(first)
    held.apply(frame('b', 1))
    expect(held.list('orders')).not.toBe(first)
    expect(held.list('tasks')).toEqual([])
  })

  it('keep of what was removed no more than its version', () => {
    const held = new Projections()
    held.apply(frame('a', 1, { text: 'x'.repeat(1000) }))
    held.apply(frame('a', 2, { text: 'x'.repeat(1000), removed: true }))
    expect(held.list('orders')).toEqual([])
    expect(held.apply(frame('a', 2))).toBe(false)
  })

  it('show what is under way with the incident that took its own in', () => {
    const held = new Projections()
    const incident = (id: string, into: string | null, v = 1) => ({ ...frame(id, v, { merged_into: into }), t: 'incidents' })
    for (const id of ['i', 'j', 'k']) held.apply(incident(id, null))
    held.apply(frame('a', 1, { incident_id: 'i' }))
    const of = (topic: string) => held.list(topic).map((one) => (one as unknown as { incident_id: string }).incident_id)
    expect(of('orders')).toEqual(['i'])
    held.apply(incident('i', 'j', 2))
    held.apply(incident('j', 'k', 2))
    expect(of('orders')).toEqual(['k'])
    expect(held.countedIn('i')).toBe('k')
    held.apply({ ...frame('r', 1, { incident_id: 'i' }), t: 'responses' })
    expect(of('responses')).toEqual(['i'])
  })

  it('hold no more reports than a snapshot brings, the newest of them', () => {
    const held = new Projections()
    const id = (n: number) => String(n).padStart(6, '0')
    for (let n = 0; n < 5000; n++) held.apply({ ...frame(id(n), 1), t: 'reports' })
    expect(held.list('reports').length).toBeLessThanOrEqual(2100)
    expect(held.list('reports').at(-1)?.id).toBe(id(4999))
    for (let n = 0; n < 5000; n++) held.apply(frame(id(n), 1))
    expect(held.list('orders').length).toBe(5000)
  })
})
