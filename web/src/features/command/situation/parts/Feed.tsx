import { useEffect, useRef, useState } from 'react'
import type { World } from '@/api/types'
import { clock } from '@/app/format'
import { Empty, Failed } from '@/app/states'
import { useLang, useText } from '@/app/text'
import { Zh } from '@/app/Zh'
import { useConnection } from '@/live/store'
import { text } from '../text'
import { happenedAt, sentence } from './sentence'
import type { Events } from './useEvents'

const TOP = 4

/** What came in, newest first. */
export function Feed({ events: { rows, query: past }, world }: { events: Events; world: World | undefined }) {
  const words = useText(text)
  const language = useLang()
  const { offset } = useConnection()
  const list = useRef<HTMLUListElement>(null)
  const [scrolled, setScrolled] = useState(false)
  const [seen, setSeen] = useState(0)
  const { refetch } = past
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
