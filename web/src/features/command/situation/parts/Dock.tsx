import { useState, useSyncExternalStore } from 'react'
import { isLate } from '@/api/lateness'
import type { Incident, Order, Task } from '@/api/types'
import { clock, countdown, moment, span } from '@/app/format'
import { linkTo, navigate } from '@/app/router'
import { useSession } from '@/app/session'
import { Nothing } from '@/app/states'
import { pick, useLang, useText } from '@/app/text'
import { Zh } from '@/app/Zh'
import { useWorlds } from '@/live/clock'
import { OrderCells } from '@/features/command/orders/OrderCells'
import { groupOrders } from '@/features/command/orders/group'
import { text } from '../text'
import { Feed } from './Feed'
import type { Events } from './useEvents'
import '../dock.css'

const OPEN = new Set<Task['state']>(['TODO', 'DOING', 'OVERDUE'])
const ROWS = 8

/** Open tasks by due time, then the finished ones. */
export function sortTasks(tasks: readonly Task[]): Task[] {
  return [...tasks].sort(
    (a, b) => Number(!OPEN.has(a.state)) - Number(!OPEN.has(b.state)) || Date.parse(a.due_at) - Date.parse(b.due_at),
  )
}

const LOW = '(max-height: 699px)'
const PARTS = ['tasks', 'orders', 'feed'] as const

function follow(listener: () => void): () => void {
  const query = window.matchMedia(LOW)
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}

const isLow = () => window.matchMedia(LOW).matches

/** What is to be done, what was ordered, what came in; in a low window one at a time. */
export function Dock({ incident, tasks, orders, events, now }: { incident: Incident; tasks: readonly Task[]; orders: readonly Order[]; events: Events; now: Date }) {
  const words = useText(text)
  const world = useWorlds().find((one) => one.id === incident.world_id)
  const low = useSyncExternalStore(follow, isLow)
  const [open, setOpen] = useState<(typeof PARTS)[number]>('tasks')
  const parts = {
    tasks: <Tasks incident={incident} tasks={tasks} now={now} />,
    orders: <Orders orders={orders} now={now} />,
    feed: <Feed events={events} world={world} />,
  }
  if (!low) return <div className="jm-dock">{parts.tasks}{parts.orders}{parts.feed}</div>
  return (
    <div className="jm-dock jm-dock-low">
      <div role="tablist" aria-label={words.dock} className="jm-dock-tabs">
        {PARTS.map((part) => (
          <button key={part} type="button" role="tab" aria-selected={part === open} onClick={() => setOpen(part)}>{words[part]}</button>
        ))}
      </div>
      {parts[open]}
    </div>
  )
}

function Tasks({ incident, tasks, now }: { incident: Incident; tasks: readonly Task[]; now: Date }) {
  const words = useText(text)
  const language = useLang()
  const { post } = useSession()
  const mine = tasks.filter((one) => one.area === post.area)
  const shown = sortTasks(mine.length > 0 ? mine : tasks)
  const soon = shown.filter((one) => OPEN.has(one.state) && countdown(one.due_at, now, incident.occurred_at).tone !== 'calm').length
  return (
    <section className="jm-panel" aria-label={words.tasks}>
      <header>
        <h2><a {...linkTo('/duty')}>{words.tasks}</a></h2>
        <span>{words.tasksNote(shown.length, soon)}</span>
      </header>
      {shown.length === 0 ? <Nothing title={words.noTasks}>{words.noTasksNote}</Nothing> : (
        <ul className="jm-rows">
          {shown.slice(0, ROWS).map((one) => {
            const due = countdown(one.due_at, now, incident.occurred_at)
            const whole = Date.parse(one.due_at) - Date.parse(incident.occurred_at)
            const gone = Math.min(1, Math.max(0, (now.getTime() - Date.parse(incident.occurred_at)) / Math.max(1, whole)))
            const open = OPEN.has(one.state)
            return (
              <li key={one.id} tabIndex={0} data-row onClick={() => navigate('/duty')} onKeyDown={(e) => e.key === 'Enter' && navigate('/duty')}>
                <span className="jm-row-main"><b title={one.basis_zh}>{pick(one.title_zh, one.title_en, language)}</b><small><Zh>{`${one.area_name} ${one.owner_role_zh}`}</Zh></small></span>
                {open && <i className={`jm-progress jm-bg-${due.tone}`}><i style={{ width: `${gone * 100}%` }} /></i>}
                <span className={`jm-row-end ${open ? `jm-due-${due.tone}` : 'jm-done'}`}>
                  {open ? due.text : one.state === 'WAIVED' ? words.taskState[one.state] : `✓ ${one.done_at ? moment(one.done_at, now) : ''}`}
                </span>
              </li>
            )
          })}
        </ul>
      )}
    </section>
  )
}

function Orders({ orders, now }: { orders: readonly Order[]; now: Date }) {
  const words = useText(text)
  const groups = groupOrders(orders)
  return (
    <section className="jm-panel" aria-label={words.orders}>
      <header>
        <h2><a {...linkTo('/orders')}>{words.orders}</a></h2>
        <span>{words.ordersNote}</span>
      </header>
      {groups.length === 0 ? <Nothing title={words.noOrders}>{words.noOrdersNote}</Nothing> : (
        <ul className="jm-rows">
          {groups.slice(0, ROWS).map((group) => {
            const [first] = group.orders
            const one = group.orders.length === 1 ? first : null
            const done = group.orders.filter((o) => o.state === 'done').length
            const late = group.orders.filter(isLate)
            const note = late[0]
              ? words.overdue(span(now.getTime() - Date.parse(late[0].due_at)))
              : one ? (one.done_at ? words.doneAt(clock(one.done_at)) : words.state[one.state]) : words.of(done, group.orders.length)
            return (
              <li key={group.key} tabIndex={0} data-row onClick={() => navigate(one ? `/orders/${one.id}` : '/orders')} onKeyDown={(e) => e.key === 'Enter' && navigate(one ? `/orders/${one.id}` : '/orders')}>
                <span className="jm-row-main"><b title={group.title}><Zh>{group.title}</Zh></b><small><Zh>{group.to}</Zh></small></span>
                <OrderCells orders={group.orders} />
                <span className={`jm-row-end${late.length > 0 ? ' jm-due-over' : ''}`}>{note}</span>
              </li>
            )
          })}
        </ul>
      )}
    </section>
  )
}
