import { useEffect, useState } from 'react'
import type { Response, ResponseDetail } from '@/api/types'
import { clock } from '@/app/format'
import { pick, useText } from '@/app/text'
import { isFresh } from '@/live/fresh'
import { onFrame } from '@/live/store'
import { Badge } from './Levels'
import { text } from './text'

const SHOWN_MS = 10_000
const KINDS = ['response.started', 'response.raised', 'response.lowered', 'response.ended']

/** A level that has just been decided in this incident, for ten seconds. */
export function useLevelNews(incidentId: string): Response | null {
  const [news, setNews] = useState<Response | null>(null)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = onFrame((frame) => {
      if (frame.i !== incidentId || !KINDS.includes(frame.k) || !isFresh(frame)) return
      setNews(frame.b as unknown as Response)
      clearTimeout(timer)
      timer = setTimeout(() => setNews(null), SHOWN_MS)
    })
    return () => {
      stop()
      clearTimeout(timer)
      setNews(null)
    }
  }, [incidentId])
  return news
}

/** The decision in place of the figures: who, which level, by whom, why. */
export function LevelNews({ news }: { news: Response }) {
  const words = useText(text)
  const act = news.acts.at(-1)
  return (
    <section className="wall-news" role="alert">
      <p>
        {news.area_name} · {words.family[news.family] ?? pick(news.family_zh, news.family_en)}
      </p>
      <Badge response={news as ResponseDetail} />
      {act && (
        <>
          <strong>
            {clock(act.at)} {words.acts[act.act] ?? ''}
          </strong>
          <p>{words.by(act.by)}</p>
          <p className="wall-reason">{act.reason}</p>
        </>
      )}
    </section>
  )
}
