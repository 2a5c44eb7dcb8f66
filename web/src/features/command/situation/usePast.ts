import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { api } from '@/api/client'
import type { Incident } from '@/api/types'
import { isForPage } from '@/app/keys'
import { navigate, useRoute } from '@/app/router'
import { useWorlds } from '@/live/clock'
import { countedIn, useConnection, useTopic } from '@/live/store'
import { canDraw } from '@/map/webgl'
import { happenedAt } from './parts/sentence'
import type { Events } from './parts/useEvents'
import { PAST_TOPICS, pastOf, stepBack, stepForward, uptoRead } from './past'

/** While the slider is drawn along, only where it rests is asked for. */
const REST_MS = 150

/** The value once it has rested; what is let go of is let go at once. */
function useRested(value: number | null): number | null {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST_MS)
    return () => clearTimeout(timer)
  }, [value])
  return value === null ? null : rested
}

/**
 * The map's way back through an incident: how far the address goes, what was known then, the steps and their keys.
 *
 * `onEscape` ends what stands before the time and tells whether there was anything.
 */
export function usePast(incident: Incident, { rows, query: feed }: Events, onEscape: () => boolean) {
  const { path, query } = useRoute()
  const { offset } = useConnection()
  const incidents = useTopic('incidents')
  const world = useWorlds().find((one) => one.id === incident.world_id)
  // The service's simple map has no past.
  const upto = canDraw() ? uptoRead(query.get('upto'), offset) : null
  const offsets = useMemo(() => rows.map((one) => one.o).reverse(), [rows])
  const go = useCallback((to: number | null) => navigate(path, { upto: to === null ? null : String(to) }, true), [path])

  const whole = useMemo(
    () => [incident.id, ...incidents.filter((one) => one.id !== incident.id && countedIn(one.id) === incident.id).map((one) => one.id)],
    [incidents, incident.id],
  )
  const at = useRested(upto)
  const asked = useQuery({
    queryKey: ['past', whole.join(' '), at],
    queryFn: async ({ signal }) => pastOf(await Promise.all(whole.map((one) =>
      api.get('/api/live/past', { signal, query: { incident: one, upto: at as number, topics: PAST_TOPICS.join(',') } })))),
    enabled: at !== null,
    staleTime: Number.POSITIVE_INFINITY,
    // The step before stands until the next is there, and says which it is.
    placeholderData: (before, old) => (old?.queryKey[1] === whole.join(' ') ? before : undefined),
  })
  const past = upto === null ? null : (asked.data ?? null)
  const event = past?.event ?? null
  const time = useMemo(() => event && happenedAt(event, world), [event, world])

  // Steps are only as many as were read: more are, before the first of them is reached.
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = feed
  const wanting = event !== null && (offsets[0] ?? Number.POSITIVE_INFINITY) >= event.o
  useEffect(() => {
    if (wanting && hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage()
  }, [wanting, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage])

  const latest = useRef({ upto, offsets, onEscape })
  latest.current = { upto, offsets, onEscape }
  useEffect(() => {
    const press = (pressed: KeyboardEvent) => {
      if (pressed.defaultPrevented || !isForPage(pressed)) return
      const now = latest.current
      // The second of each pair is what a Chinese keyboard writes.
      if (pressed.key === '[' || pressed.key === '【') go(stepBack(now.offsets, now.upto))
      else if (pressed.key === ']' || pressed.key === '】') go(stepForward(now.offsets, now.upto))
      else if (pressed.key === 'Escape' && !now.onEscape() && now.upto !== null) go(null)
    }
    if (!canDraw()) return
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [go])
  return {
    /** Null while the map is live. */
    upto,
    past,
    event,
    /** When that was, in the incident's world. */
    time,
    offsets,
    failed: upto === null ? null : asked.error,
    retry: () => void asked.refetch(),
    go,
  }
}

export type PastMap = ReturnType<typeof usePast>
