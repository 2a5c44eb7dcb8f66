import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { api } from '@/api/client'
import type { EventFrame } from '@/live/socket'
import { FEED_LENGTH, useConnection, useFeed } from '@/live/store'
import { sentence } from './sentence'

/** Whether events were let go that came after the past was read, at the offset `readAt`. */
export function hasGap(live: readonly EventFrame[], readAt: number): boolean {
  const oldest = live.at(-1)
  return live.length >= FEED_LENGTH && oldest !== undefined && oldest.o > readAt
}

/** The news of an incident, the newest first: live frames before what the service remembers, as far as it was read. */
export function useEvents(incidentId: string) {
  const live = useFeed()
  const { offset } = useConnection()
  const query = useInfiniteQuery({
    // Not the whole id: an event of the incident is no reason to read its past again.
    queryKey: ['feed-past', incidentId.slice(0, 13)],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam }) => api.get('/api/live/feed', { query: { incident: incidentId, limit: 50, before: pageParam } }),
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
    // A first page that is read again is another one, though nothing new stands in it.
    structuralSharing: false,
  })
  const { refetch } = query
  const first = query.data?.pages[0]
  const at = useRef(offset)
  at.current = offset
  const [readAt, setReadAt] = useState(Number.POSITIVE_INFINITY)
  useEffect(() => {
    if (first) setReadAt(at.current)
  }, [first])
  const gap = !query.isFetching && hasGap(live, readAt)
  useEffect(() => {
    if (!gap) return
    setReadAt(Number.POSITIVE_INFINITY)
    void refetch()
  }, [gap, refetch])
  const rows = useMemo(() => {
    const known = new Map<number, EventFrame>()
    for (const frame of query.data?.pages.flatMap((page) => page.items) ?? []) known.set(frame.o, frame)
    for (const frame of live) if (frame.i === incidentId) known.set(frame.o, frame)
    // What is news in one language is news in the other.
    return [...known.values()].sort((a, b) => b.o - a.o).filter((frame) => sentence(frame, 'zh') !== null)
  }, [query.data, live, incidentId])
  return { rows, query }
}

export type Events = ReturnType<typeof useEvents>
