import { lazy, Suspense, useMemo } from 'react'
import { useIndicators } from '@/api/hooks'
import type { Estimate, Incident } from '@/api/types'
import { Failed, Loading, Outdated } from '@/app/states'
import { pick, useLang, useText } from '@/app/text'
import { useSeries } from '../hooks'
import { estimatedSteps, type RangeStep } from '../series'
import { text } from '../text'

const Chart = lazy(() => import('./Chart'))
const TEN_MINUTES = 600_000

/** Estimate against reports over time, of the unit that is looked at. */
export function Progress({ incident, area, name, estimates, unit, now }: {
  incident: Incident
  area: number
  /** The unit's name where it is not the reader's own. */
  name: string
  estimates: Estimate[]
  /** A unit's own share of the newest estimate; undefined where the whole event is meant. */
  unit: RangeStep[] | undefined
  now: Date
}) {
  const words = useText(text)
  const language = useLang()
  const minute = Math.floor(now.getTime() / 60_000)
  const indicator = estimatedSteps(estimates).length > 0 ? 'deaths' : 'injured'
  const series = useSeries(incident.id, area, indicator)
  const indicators = useIndicators()
  const told = indicators.data?.items.find((one) => one.indicator === indicator)
  const start = Date.parse(incident.occurred_at)
  const props = useMemo(
    () => ({
      estimate: unit ?? estimatedSteps(estimates),
      reported: (series.data?.items[0]?.steps ?? []).map((one) => ({ at: Date.parse(one.at), value: one.value })),
      from: start,
      to: Math.max(minute * 60_000, start + TEN_MINUTES),
    }),
    // The steps follow from the estimates' versions and the series; the arrays are new on every redraw.
    [estimates.length, unit?.[0]?.at, unit?.[0]?.value, series.data, start, minute],
  )
  const title = [name, words.chart(told ? pick(told.zh, told.en, language) : '')].filter(Boolean).join(' ')
  return (
    <section className="jm-card jm-board-panel">
      <header><h2>{title}</h2>{series.data && series.error && <Outdated cause={series.error} onRetry={() => void series.refetch()} />}<span className="jm-panel-end">◇ {words.estimateRange}　□ {words.reported}</span></header>
      {series.data ? <Suspense fallback={<Loading />}><Chart {...props} label={title} /></Suspense>
        : series.error ? <Failed cause={series.error} onRetry={() => void series.refetch()} /> : <Loading />}
    </section>
  )
}
