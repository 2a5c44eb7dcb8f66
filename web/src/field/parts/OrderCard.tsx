import { useState } from 'react'
import type { Incident, Order } from '@/api/types'
import { clock, countdown } from '@/app/format'
import { useText } from '@/app/text'
import { useFieldNow, usePhone, usePhoneState } from '../phone'
import { text } from '../text'
import { Plane } from './icons'

const OPEN: readonly string[] = ['issued', 'delivered', 'read']

/** An order with its answer. The answer goes through the outbox, so it too works without a network. */
export function OrderCard({
  order,
  incident,
  fresh = false,
}: {
  order: Order
  incident: Incident | undefined
  fresh?: boolean
}) {
  const words = useText(text)
  const phone = usePhone()
  const { session, items } = usePhoneState()
  const now = useFieldNow(incident)
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const path = `/api/orders/${order.id}`
  const queued = items.find((item) => String(item.body['path'] ?? '').startsWith(path))
  const answer = async (move: string, why?: string): Promise<void> => {
    if (!session) return
    setAsking(false)
    await phone.outbox.addMove(session.account, {
      path: `${path}/${move}`,
      ...(why ? { reason: why } : {}),
    })
    void phone.retry()
  }
  const open = OPEN.includes(order.state)
  const left = countdown(order.due_at, now, order.issued_at)
  return (
    <article className="order" data-open={open || undefined}>
      <header>
        <Plane size={18} />
        <b>{fresh ? words.orders.fresh : order.no}</b>
        <small>
          {order.from_name} {clock(order.issued_at)}
        </small>
        {open || order.state === 'accepted' ? (
          <em data-tone={left.tone}>{left.text}</em>
        ) : (
          <em>{words.orders.state[order.state]}</em>
        )}
      </header>
      <h2>{order.title_zh}</h2>
      <p>{order.body_zh}</p>
      {queued && (
        <p className="note" data-state={queued.state}>
          {queued.fault ? queued.fault.detail : words.orders.queued}
        </p>
      )}
      {!queued && open && !asking && (
        <div className="pair">
          <button type="button" onClick={() => setAsking(true)}>
            {words.orders.refuse}
          </button>
          <button type="button" className="strong" onClick={() => void answer('accept')}>
            {words.orders.accept}
          </button>
        </div>
      )}
      {!queued && asking && (
        <div className="reason">
          <textarea
            aria-label={words.orders.reason}
            placeholder={words.orders.reason}
            value={reason}
            rows={2}
            onChange={(event) => setReason(event.target.value)}
          />
          <div className="pair">
            <button type="button" onClick={() => setAsking(false)}>
              {words.orders.cancel}
            </button>
            <button
              type="button"
              className="strong"
              disabled={!reason.trim()}
              onClick={() => void answer('refuse', reason.trim())}
            >
              {words.orders.sendReason}
            </button>
          </div>
        </div>
      )}
      {!queued && order.state === 'accepted' && (
        <button type="button" className="strong" onClick={() => void answer('done')}>
          {words.orders.done}
        </button>
      )}
    </article>
  )
}
