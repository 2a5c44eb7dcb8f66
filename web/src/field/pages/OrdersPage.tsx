import { useEffect } from 'react'
import { newId } from '@/api/ids'
import type { Order } from '@/api/types'
import { useText } from '@/app/text'
import { Empty } from '../parts/Empty'
import { Title } from '../parts/Frame'
import { Plane } from '../parts/icons'
import { OPEN, OrderCard } from '../parts/OrderCard'
import { usePhone, usePhoneState } from '../phone'
import { text } from '../text'
import type { Reporter } from '../reporter'

/** Orders to this unit, the one that needs an answer first. */
export function ordersFor(session: Reporter, orders: readonly Order[]): Order[] {
  const rank = (order: Order): number =>
    OPEN.includes(order.state) ? 0 : order.state === 'accepted' ? 1 : 2
  return orders
    .filter((order) => order.to_area === session.area)
    .sort((a, b) => rank(a) - rank(b) || b.issued_at.localeCompare(a.issued_at))
}

/** Tell the sender that an order has reached this phone, and, once shown, that it was read. */
export function useAcknowledge(orders: readonly Order[], shown: boolean): void {
  const phone = usePhone()
  const { link } = usePhoneState()
  const due = orders
    .map((order) => {
      if (order.state === 'issued') return `${order.id}/deliver`
      return order.state === 'delivered' && shown ? `${order.id}/read` : ''
    })
    .filter(Boolean)
    .join(' ')
  useEffect(() => {
    if (link !== 'live' || !due) return
    for (const step of due.split(' ')) {
      const path = `/api/orders/${step}`
      // Not through the outbox: a receipt that comes hours late is no receipt.
      void phone.send({ method: 'POST', path, commandId: newId(), body: {} }).catch(() => undefined)
    }
  }, [phone, link, due])
}

export function OrdersPage({ orders }: { orders: readonly Order[] }) {
  const words = useText(text)
  return (
    <>
      <Title title={words.orders.title} />
      <main className="page">
        {orders.length === 0 && (
          <Empty
            icon={<Plane size={24} />}
            title={words.orders.none}
            hint={words.orders.noneHint}
          />
        )}
        {orders.map((order) => (
          <OrderCard key={order.id} order={order} />
        ))}
      </main>
    </>
  )
}
