import { useEffect, useRef } from 'react'
import { onFrame } from '@/live/store'
import { useTick } from '@/live/tick'
import { isNews } from './news'

const TURN_MS = 20_000
const HOLD_MS = 60_000

/** The page that stands on the wall, and since when. */
export interface Shown {
  id: string
  since: number
}

/**
 * Choose the page of several.
 *
 * A page stands for 20 s at least. One with news comes up next and may stay for 60 s, however much news
 * follows: then it is the next page's turn. With a single page nothing ever moves.
 */
export function turn(
  pages: readonly string[],
  now: number,
  news: ReadonlyMap<string, number>,
  shown: Shown | null,
): Shown | null {
  const [first] = pages
  if (first === undefined) return null
  const fresh = (id: string): boolean => now - (news.get(id) ?? -Infinity) < HOLD_MS
  const newest = (ids: readonly string[]): string | undefined =>
    ids.filter(fresh).sort((a, b) => (news.get(b) ?? 0) - (news.get(a) ?? 0))[0]
  if (!shown || !pages.includes(shown.id)) return { id: newest(pages) ?? first, since: now }
  const stood = now - shown.since
  if (pages.length === 1 || stood < TURN_MS) return shown
  const others = pages.filter((id) => id !== shown.id)
  if (stood < HOLD_MS && fresh(shown.id)) return shown
  const next = pages[(pages.indexOf(shown.id) + 1) % pages.length] as string
  // After its full hold a page goes in turn: two that are never quiet do not starve a third.
  const to = stood >= HOLD_MS ? next : (newest(others) ?? next)
  return { id: to, since: now }
}

/** The id of the page that stands on the wall now. */
export function useTurningPage(pages: readonly string[]): string | null {
  const now = useTick()
  const news = useRef(new Map<string, number>())
  const shown = useRef<Shown | null>(null)
  useEffect(
    () =>
      onFrame((frame) => {
        if (frame.i && isNews(frame)) news.current.set(frame.i, Date.now())
      }),
    [],
  )
  shown.current = turn(pages, now, news.current, shown.current)
  return shown.current?.id ?? null
}
