import type { Order } from './types'

const OVER = new Set(['done', 'refused', 'cancelled'])

/** Whether an order is late now; one that came to its end after its time is late no more. */
export function isLate(order: Pick<Order, 'overdue' | 'state'>): boolean {
  return order.overdue && !OVER.has(order.state)
}
