import { describe, expect, it } from 'vitest'
import type { Order } from '@/api/types'
import { groupOrders, stepOf } from './group'

const order = (id: string, more: Partial<Order> = {}): Order => ({
  id, version: 1, incident_id: 'i', no: 'O-1', title_zh: '开放避难场所', body_zh: '', from_area: 1, from_name: '市',
  area: 1, to_area: 2, to_name: '平原县', due_at: '', state: 'issued', issued_at: '2023-08-06T04:00:10+08:00',
  delivered_at: null, read_at: null, accepted_at: null, done_at: null, refused_reason: null, note_zh: null, overdue: false,
  escalated_at: null, issued_by: '', ...more,
})

describe('orders', () => {
  it('given at once stand in one line', () => {
    const groups = groupOrders([order('a'), order('b', { to_name: '夏津县' }), order('c', { title_zh: '核查水库', issued_at: '2023-08-06T05:00:00+08:00' })])
    expect(groups.map((g) => [g.title, g.orders.length])).toEqual([['核查水库', 1], ['开放避难场所', 2]])
    expect(groups[1]?.to).toBe('平原县等 2 处')
  })

  it('know how far they have come', () => {
    expect(stepOf(order('a'))).toBe(0)
    expect(stepOf(order('a', { state: 'delivered', delivered_at: 't' }))).toBe(1)
    expect(stepOf(order('a', { state: 'refused', delivered_at: 't', read_at: 't' }))).toBe(2)
    expect(stepOf(order('a', { state: 'accepted', accepted_at: 't' }))).toBe(3)
    expect(stepOf(order('a', { state: 'done', done_at: 't' }))).toBe(4)
  })
})
