import { isLate } from '@/api/lateness'
import type { MatrixRow, Order, Shipment } from '@/api/types'
import { useText } from '@/app/text'
import { text } from './text'

const DONE = ['received', 'cancelled']

/** Three counts under the levels: who is silent, what is late, what is on the way. */
export function Counts({
  silent,
  orders,
  shipments,
}: {
  silent: readonly MatrixRow[]
  orders: readonly Order[]
  shipments: readonly Shipment[]
}) {
  const words = useText(text)
  const late = orders.filter(isLate).length
  const moving = shipments.filter((one) => !DONE.includes(one.state))
  const arrived = shipments.filter((one) => one.state === 'received').length
  const first = silent[0]
  const names = first
    ? silent.length > 1
      ? `${first.name}${words.more(silent.length)}`
      : first.name
    : words.noneSilent
  return (
    <section className="wall-counts">
      <Count id="silent" value={silent.length} name={words.silent} note={names} />
      <Count
        id="overdue"
        value={late}
        name={words.overdue}
        note={words.ofOrders(orders.length)}
        bad={late > 0}
      />
      <Count
        id="shipments"
        value={moving.length}
        name={words.shipments}
        note={words.vehicles(arrived)}
      />
    </section>
  )
}

function Count({
  id,
  value,
  name,
  note,
  bad = false,
}: {
  id: string
  value: number
  name: string
  note: string
  bad?: boolean
}) {
  return (
    <div className="wall-count" data-count={id} data-bad={bad || undefined}>
      <strong>{value}</strong>
      <span>
        <b>{name}</b>
        <small>{note}</small>
      </span>
    </div>
  )
}
