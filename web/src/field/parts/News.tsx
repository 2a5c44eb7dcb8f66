import { useEffect, useRef } from 'react'
import type { Incident, Order } from '@/api/types'
import { clock } from '@/app/format'
import { pick, useText } from '@/app/text'
import { usePhone } from '../phone'
import { text } from '../text'
import { Plane, Warning } from './icons'
import { ExerciseMark, useTimeLeft } from './OrderCard'

const SHAKE_MS = [200, 100, 200]

/** Let the phone shake when an order arrives while the page is open; where it can. */
export function useShake(unanswered: readonly Order[]): void {
  const before = useRef<ReadonlySet<string> | null>(null)
  useEffect(() => {
    const ids = new Set(unanswered.map((order) => order.id))
    const fresh = before.current !== null && [...ids].some((id) => !before.current?.has(id))
    before.current = ids
    if (fresh) navigator.vibrate?.(SHAKE_MS)
  }, [unanswered])
}

/** An unanswered order, on top of whatever is being written; the writing stays as it is. */
export function OrderNews({ order, onOpen }: { order: Order; onOpen: () => void }) {
  const words = useText(text)
  const left = useTimeLeft(order)
  return (
    <section className="news">
      <Plane size={20} />
      {/* The time left is outside: spoken every second it would drown everything. */}
      <span role="alert">
        <b>
          <ExerciseMark incidentId={order.incident_id} />
          {words.news.order}
        </b>{' '}
        {order.title_zh}
      </span>
      <em data-tone={left.tone}>{left.text}</em>
      <button type="button" className="link" onClick={onOpen}>
        {words.queue.view}
      </button>
    </section>
  )
}

/** A newer incident, announced beside the form that stays with its own. */
export function IncidentNews({
  incident,
  here,
  onStay,
}: {
  incident: Incident
  here: Incident
  onStay: () => void
}) {
  const words = useText(text)
  const phone = usePhone()
  return (
    <section className="news" role="alert">
      <Warning size={20} />
      <span>
        <b>
          <ExerciseMark incidentId={incident.id} />
          {words.news.incident}
        </b>{' '}
        {clock(incident.occurred_at)} {pick(incident.title_zh, incident.title_en)}
        <small>{words.news.stays(pick(here.title_zh, here.title_en))}</small>
      </span>
      <div className="pair">
        <button type="button" onClick={onStay}>
          {words.news.stay}
        </button>
        <button type="button" className="strong" onClick={() => phone.choose(incident.id)}>
          {words.news.change}
        </button>
      </div>
    </section>
  )
}
