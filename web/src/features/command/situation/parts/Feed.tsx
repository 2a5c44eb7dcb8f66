import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { api } from '@/api/client'
import type { World } from '@/api/types'
import { clock } from '@/app/format'
import { Empty, Failed } from '@/app/states'
import { useLang, useText } from '@/app/text'
import { Zh } from '@/app/Zh'
import type { EventFrame } from '@/live/socket'
import { FEED_LENGTH, useConnection, useFeed } from '@/live/store'
import { text } from '../text'
import { happenedAt, sentence } from './sentence'

const TOP = 4

/** Whether events were let go that came after the past was read, at the offset `readAt`. */
export function hasGap(live: readonly EventFrame[], readAt: number): boolean {
  const oldest = live.at(-1)
  return live.length >= FEED_LENGTH && oldest !== undefined && oldest.o > readAt
}

/** What came in, newest first: live frames before what the service remembers. */
export function Feed({ incidentId, world }: { incidentId: string; world: World | undefined }) {
  const words = useText(text)
  const language = useLang()
  const live = useFeed()
  const { offset } = useConnection()
  const list = useRef<HTMLUListElement>(null)
  const [scrolled, setScrolled] = useState(false)
  const [seen, setSeen] = useState(0)
  const past = useInfiniteQuery({
    // Not the whole id: an event of the incident is no reason to read its past again.
    queryKey: ['feed-past', incidentId.slice(0, 13)],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam }) => api.get('/api/live/feed', { query: { incident: incidentId, limit: 50, before: pageParam } }),
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
    // A first page that is read again is another one, though nothing new stands in it.
    structuralSharing: false,
  })
  const { refetch } = past
  const first = past.data?.pages[0]
  const at = useRef(offset)
  at.current = offset
  const [readAt, setReadAt] = useState(Number.POSITIVE_INFINITY)
  useEffect(() => {
    if (first) setReadAt(at.current)
  }, [first])
  const gap = !past.isFetching && hasGap(live, readAt)
  useEffect(() => {
    if (!gap) return
    setReadAt(Number.POSITIVE_INFINITY)
    void refetch()
  }, [gap, refetch])
  const rows = useMemo(() => {
    const known = new Map<number, EventFrame>()
    for (const frame of past.data?.pages.flatMap((page) => page.items) ?? []) known.set(frame.o, frame)
    for (const frame of live) if (frame.i === incidentId) known.set(frame.o, frame)
    return [...known.values()].sort((a, b) => b.o - a.o).filter((frame) => sentence(frame, language) !== null)
  }, [past.data, live, incidentId, language])
  const newest = rows[0]?.o ?? 0
  useEffect(() => {
    if (!scrolled) setSeen(newest)
  }, [scrolled, newest])
  const fresh = scrolled ? rows.filter((one) => one.o > seen).length : 0
  const started = useRef<number | null>(null)
  if (started.current === null && rows.length > 0) started.current = newest
  return (
    <section className="jm-panel jm-feed" aria-label={words.feed}>
      <header>
        <h2>{words.feed}</h2>
        <span>{words.feedNote}</span>
        <span className="jm-panel-end">{offset > 0 ? words.feedNo(offset.toLocaleString('en-US')) : ''}</span>
      </header>
      {rows.length === 0 && (past.error ? <Failed cause={past.error} onRetry={() => void refetch()} /> : !past.isLoading && <Empty title={words.noFeed} />)}
      {fresh > 0 && (
        <button type="button" className="jm-chip" onClick={() => list.current?.scrollTo({ top: 0 })}>{words.newRows(fresh)}</button>
      )}
      <ul
        ref={list} className="jm-feed-rows" tabIndex={0} aria-live="polite" aria-relevant="additions"
        onScroll={(e) => {
          setScrolled(e.currentTarget.scrollTop > TOP)
          const left = e.currentTarget.scrollHeight - e.currentTarget.scrollTop - e.currentTarget.clientHeight
          if (left < 60 && past.hasNextPage && !past.isFetchingNextPage) void past.fetchNextPage()
        }}
      >
        {rows.map((frame) => {
          const topic = frame.k.split('.')[0] ?? ''
          const said = sentence(frame, language)
          return (
            <li key={frame.o} className={`${said?.urgent ? 'jm-feed-urgent' : ''}${started.current !== null && frame.o > started.current ? ' jm-new' : ''}`} title={said?.text}>
              <time>{clock(happenedAt(frame, world), true)}</time>
              <i>{words.kinds[topic] ?? '·'}</i>
              <span><Zh>{said?.text ?? ''}</Zh></span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
