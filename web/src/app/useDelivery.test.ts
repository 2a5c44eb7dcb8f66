import { expect, it } from 'vitest'
import type { Order } from '@/api/types'
import { undelivered } from './useDelivery'

it('only what was issued to the own unit waits to be told', () => {
  const order = (id: string, to_area: number, state: Order['state']) => ({ id, to_area, state }) as Order
  const orders = [order('a', 1, 'issued'), order('b', 2, 'issued'), order('c', 1, 'delivered'), order('d', 1, 'cancelled')]
  expect(undelivered(orders, 1)).toEqual(['a'])
})
