import { isLate } from '@/api/lateness'
import type { MatrixRow, Order, Shipment } from '@/api/types'
import { useText } from '@/app/text'
import { text } from './text'

const ARRIVED = ['arrived', 'received']

/** Three counts under the levels: who is silent, what is late, how many shipments are on the road. */
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
  const moving = shipments.filter((one) => one.state === 'departed').length
  const arrived = shipments.filter((one) => ARRIVED.includes(one.state)).length
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
        value={moving}
        unit={words.batches}
        name={words.shipments}
        note={words.arrived(arrived)}
      />
    </section>
  )
}

function Count({
  id,
  value,
  unit = '',
  name,
  note,
  bad = false,
}: {
  id: string
  value: number
  unit?: string
  name: string
  note: string
  bad?: boolean
}) {
  return (
    <div className="wall-count" data-count={id} data-bad={bad || undefined}>
      <strong>
        {value}
        {unit && <small>{unit}</small>}
      </strong>
      <span>
        <b>{name}</b>
        <small>{note}</small>
      </span>
    </div>
  )
}
