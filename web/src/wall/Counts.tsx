import { isLate } from '@/api/lateness'
import type { MatrixRow, Order, Shipment } from '@/api/types'
import { useText } from '@/app/text'
import type { Unread } from './figure-words'
import { text, type Words } from './text'

const ARRIVED = ['arrived', 'received']

/** Who is silent, in words: the first and how many in all; or that it is not known. */
function silentNote(silent: readonly MatrixRow[] | undefined, unread: Unread, words: Words): string {
  if (!silent) return words.unread[unread]
  const [first] = silent
  if (!first) return words.noneSilent
  return silent.length > 1 ? `${first.name}${words.more(silent.length)}` : first.name
}

/** Three counts under the levels: who is silent, what is late, how many shipments are on the road. */
export function Counts({
  silent,
  unread,
  orders,
  shipments,
}: {
  /** Undefined until the matrix is read: not known is not none. */
  silent: readonly MatrixRow[] | undefined
  unread: Unread
  orders: readonly Order[]
  shipments: readonly Shipment[]
}) {
  const words = useText(text)
  const late = orders.filter(isLate).length
  const moving = shipments.filter((one) => one.state === 'departed').length
  const arrived = shipments.filter((one) => ARRIVED.includes(one.state)).length
  return (
    <section className="wall-counts">
      <Count
        id="silent"
        value={silent?.length}
        name={words.silent}
        note={silentNote(silent, unread, words)}
      />
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
  value: number | undefined
  unit?: string
  name: string
  note: string
  bad?: boolean
}) {
  return (
    <div className="wall-count" data-count={id} data-bad={bad || undefined}>
      <strong>
        {value ?? '—'}
        {unit && <small>{unit}</small>}
      </strong>
      <span>
        <b>{name}</b>
        <small>{note}</small>
      </span>
    </div>
  )
}
