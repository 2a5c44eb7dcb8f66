import type { ReactNode } from 'react'
import { clock } from '@/app/format'
import { useText } from '@/app/text'
import type { Incident } from '@/api/types'
import { useFieldLine, useFieldNow, usePhoneState } from '../phone'
import { linesOf } from '../queue'
import type { Route, Tab } from '../route'
import { text } from '../text'
import { MapFold, Person, Plane, Sheet } from './icons'

/** The top of every page: world time, state of the link, and the exercise strip when on. */
export function Top({ incident }: { incident: Incident | undefined }) {
  const words = useText(text)
  const { items } = usePhoneState()
  const { state, ageSeconds } = useFieldLine()
  const now = useFieldNow(incident)
  return (
    <header className="top">
      <div className="status">
        <time>{clock(now)}</time>
        <span role="status" data-link={state}>
          {items.length > 0 && <em>{words.queue.title(linesOf(items).length)}</em>}
          {state === 'stale' ? words.stale(ageSeconds) : words.link[state]}
        </span>
      </div>
      {incident?.exercise && (
        <div className="exercise">
          <b>{words.exercise}</b> {words.exerciseRule}
        </div>
      )}
    </header>
  )
}

/** A page's title with the line under it. */
export function Title({
  title,
  under,
  aside,
}: {
  title: string
  under?: ReactNode
  aside?: ReactNode
}) {
  return (
    <div className="title">
      <div>
        <h1>{title}</h1>
        {under && <p>{under}</p>}
      </div>
      {aside}
    </div>
  )
}

const ICONS = { report: Sheet, orders: Plane, map: MapFold, me: Person }

/** The four words at the foot. */
export function Tabs({
  here,
  go,
  orders,
}: {
  here: Tab
  go: (route: Route) => void
  orders: number
}) {
  const words = useText(text)
  return (
    <nav className="tabs">
      {(Object.keys(ICONS) as Tab[]).map((tab) => {
        const Icon = ICONS[tab]
        return (
          <button
            key={tab}
            type="button"
            aria-current={tab === here ? 'page' : undefined}
            onClick={() => go({ tab })}
          >
            <Icon />
            {tab === 'orders' && orders > 0 && <span className="badge">{orders}</span>}
            <span>{words.tabs[tab]}</span>
          </button>
        )
      })}
    </nav>
  )
}
