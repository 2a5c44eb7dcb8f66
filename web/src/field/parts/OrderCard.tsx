import { useState } from 'react'
import type { Order } from '@/api/types'
import { clock, countdown } from '@/app/format'
import { pick, useText } from '@/app/text'
import { useFieldNow, useIncident, usePhone, usePhoneState } from '../phone'
import { text } from '../text'
import { Plane } from './icons'

/** States in which an order waits for its answer. */
export const OPEN: readonly string[] = ['issued', 'delivered', 'read']

/** The time left of an order, by the clock of its own world. */
export function useTimeLeft(order: Order): { text: string; tone: string } {
  const incident = useIncident(order.incident_id)
  const now = useFieldNow(incident)
  // Without its incident its world is not known, and another world's clock would count wrongly.
  if (!incident) return { text: clock(order.due_at), tone: 'calm' }
  return countdown(order.due_at, now, order.issued_at)
}

/** Says of an order or a queued item that it belongs to an exercise. */
export function ExerciseMark({ incidentId }: { incidentId: string | undefined }) {
  const words = useText(text)
  const incident = useIncident(incidentId)
  return incident?.exercise ? <i className="exercise-mark">{words.exercise}</i> : null
}

/** An order with its answer. The answer goes through the outbox, so it too works without a network. */
export function OrderCard({
  order,
  fresh = false,
}: {
  order: Order
  fresh?: boolean
}) {
  const words = useText(text)
  const phone = usePhone()
  const { session, items } = usePhoneState()
  const left = useTimeLeft(order)
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const [unsaved, setUnsaved] = useState(false)
  const path = `/api/orders/${order.id}`
  const answers = items.filter((item) => String(item.body['path'] ?? '').startsWith(path))
  const queued = answers.find((item) => item.state === 'waiting')
  // A refused answer will never be sent by itself: it gives way to another one.
  const refused = queued ? undefined : answers.find((item) => item.state !== 'waiting')
  const answer = async (move: string, why?: string): Promise<void> => {
    if (!session) return
    setAsking(false)
    setUnsaved(false)
    try {
      await phone.outbox.addMove(session.account, {
        path: `${path}/${move}`,
        ...(why ? { reason: why } : {}),
      })
      if (refused) await phone.outbox.discard(refused.command_id)
    } catch {
      setUnsaved(true)
      return
    }
    void phone.retry()
  }
  const open = OPEN.includes(order.state)
  return (
    <article className="order" data-open={open || undefined}>
      <header>
        <Plane size={18} />
        <ExerciseMark incidentId={order.incident_id} />
        <b>{fresh ? words.news.order : order.no}</b>
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
      {queued && <p className="note">{words.orders.queued}</p>}
      {refused && (
        <p className="note" data-state="fault" role="alert">
          {words.orders.again}
          {refused.fault && `：${pick(refused.fault.detail, refused.fault.detail_en)}`}
        </p>
      )}
      {unsaved && (
        <p className="note" data-state="fault" role="alert">
          {words.orders.unsaved}
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
            maxLength={500}
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
