import { useEffect, useRef, useState } from 'react'
import { useTick } from './tick'

const SHOWN_MS = 60_000

export interface Change {
  by: number
  until: number
}

/**
 * Note how figures changed.
 *
 * Only a known number that becomes another known number is a change: an unknown that becomes known is
 * news, but has no difference to show.
 */
export function noteChanges(
  held: ReadonlyMap<string, Change>,
  before: ReadonlyMap<string, number | null>,
  now: ReadonlyMap<string, number | null>,
  at: number,
): Map<string, Change> {
  const next = new Map([...held].filter(([, change]) => change.until > at))
  for (const [key, value] of now) {
    const was = before.get(key)
    if (value === null || was === null || was === undefined || was === value) continue
    const still = next.get(key)
    next.set(key, { by: (still?.by ?? 0) + value - was, until: at + SHOWN_MS })
  }
  return next
}

/** The difference each figure shows for a minute after it changed. */
export function useChanges(
  subject: string,
  values: ReadonlyMap<string, number | null>,
): Map<string, number> {
  const now = useTick()
  const before = useRef<{ subject: string; values: ReadonlyMap<string, number | null> }>({
    subject,
    values: new Map(),
  })
  const [held, setHeld] = useState<Map<string, Change>>(new Map())
  const key = [...values].map(([name, value]) => `${name}=${value}`).join(' ')
  useEffect(() => {
    const same = before.current.subject === subject
    const old = same ? before.current.values : new Map<string, number | null>()
    before.current = { subject, values }
    setHeld((was) => noteChanges(same ? was : new Map(), old, values, Date.now()))
    // `key` stands for the values: their map is made anew at every drawing.
  }, [subject, key])
  return new Map(
    [...held].filter(([, c]) => c.until > now && c.by !== 0).map(([name, c]) => [name, c.by]),
  )
}
