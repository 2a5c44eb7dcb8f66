import type { Order } from '@/api/types'
import { lang, type Lang } from '@/app/text'

export interface OrderGroup {
  key: string
  title: string
  to: string
  issuedAt: string
  orders: [Order, ...Order[]]
}

/** Orders given at once to several units are one line; the newest first. */
export function groupOrders(orders: readonly Order[], language: Lang = lang()): OrderGroup[] {
  const groups = new Map<string, OrderGroup>()
  for (const one of orders) {
    const key = `${one.from_area}|${one.title_zh}|${one.issued_at.slice(0, 16)}`
    const group = groups.get(key)
    if (group) group.orders.push(one)
    else groups.set(key, { key, title: one.title_zh, to: one.to_name, issuedAt: one.issued_at, orders: [one] })
  }
  for (const group of groups.values()) {
    const rest = group.orders.length
    if (rest > 1) group.to = language === 'zh' ? `${group.orders[0].to_name}等 ${rest} 处` : `${group.orders[0].to_name} and ${rest - 1} more`
  }
  return [...groups.values()].sort((a, b) => Date.parse(b.issuedAt) - Date.parse(a.issuedAt))
}

/** Steps of an order in their order; a group stands where its slowest member stands. */
export const STEPS = ['delivered', 'read', 'accepted', 'done'] as const

export function stepOf(order: Order): number {
  if (order.done_at ?? order.state === 'done') return 4
  if (order.accepted_at ?? order.state === 'accepted') return 3
  if (order.read_at ?? (order.state === 'read' || order.state === 'refused')) return 2
  if (order.delivered_at ?? order.state === 'delivered') return 1
  return 0
}
