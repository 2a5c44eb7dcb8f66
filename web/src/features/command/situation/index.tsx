import { useMemo } from 'react'
import { useFigures, useFirstHour, useMatrix, useResponses } from '@/api/hooks'
import type { Incident } from '@/api/types'
import { useEstimates } from '@/app/estimates'
import { useIncident, useIncidentNow } from '@/app/incident'
import { ErrorBoundary } from '@/app/ErrorBoundary'
import { Mark } from '@/app/marks'
import { useSession } from '@/app/session'
import { NoIncident } from '@/app/states'
import { useText } from '@/app/text'
import { useTopic } from '@/live/store'
import { JinminMap } from '@/map/JinminMap'
import { text as mapText } from '@/map/text'
import { footprintOf, useMapContent } from './map-content'
import { Dock } from './parts/Dock'
import { FigureTable } from './parts/FigureTable'
import { FirstHour } from './parts/FirstHour'
import { Tiers } from './parts/Tiers'
import { text } from './text'
import './situation.css'

/** 态势: the map, the figures, the levels, what is to be done. */
export default function Situation() {
  const incident = useIncident()
  if (!incident) {
    return (
      <div className="jm-situation jm-situation-idle">
        <JinminMap content={{}} viewKey="" />
        <div className="jm-idle"><NoIncident /></div>
      </div>
    )
  }
  return <Incidental incident={incident} />
}

function Incidental({ incident }: { incident: Incident }) {
  const now = useIncidentNow(incident)
  const { post } = useSession()
  const { all: estimates } = useEstimates(incident.id)
  const reports = useTopic('reports')
  const warehouses = useTopic('warehouses')
  const shipments = useTopic('shipments')
  const allOrders = useTopic('orders')
  const allTasks = useTopic('tasks')
  const orders = useMemo(() => allOrders.filter((one) => one.incident_id === incident.id), [allOrders, incident.id])
  const tasks = useMemo(() => allTasks.filter((one) => one.incident_id === incident.id), [allTasks, incident.id])
  const matrix = useMatrix(incident.id)
  const figures = useFigures(incident.id)
  const responses = useResponses(incident.id)
  const firstHour = useFirstHour(incident.id, post.area)
  const content = useMapContent({
    incident, estimates, reports, warehouses, shipments, orders, now, own: post.area,
    matrix: matrix.data?.items ?? [],
  })
  const footprint = footprintOf(estimates, incident.id)
  return (
    <div className="jm-situation">
      <div className="jm-situation-map">
        <FirstHour card={firstHour.data} failed={firstHour.error} now={now} onRetry={() => void firstHour.refetch()} />
        <ErrorBoundary about={incident.id}><JinminMap content={content} viewKey={incident.id} fallback={`/api/maps/situation?incident=${incident.id}`} legend={<Legend verified={footprint?.kind === 'official'} />} /></ErrorBoundary>
      </div>
      <ErrorBoundary about={incident.id}><Dock incident={incident} tasks={tasks} orders={orders} now={now} /></ErrorBoundary>
      <aside className="jm-situation-side">
        <ErrorBoundary about={incident.id}>
          <FigureTable subject={incident.id} figures={figures.data} estimate={footprintOf(estimates.filter((one) => one.kind === 'model'), incident.id)} now={now} failed={figures.error} onRetry={() => void figures.refetch()} />
        </ErrorBoundary>
        <ErrorBoundary about={incident.id}>
          <Tiers items={responses.data?.items} now={now} failed={responses.error} onRetry={() => void responses.refetch()} />
        </ErrorBoundary>
      </aside>
    </div>
  )
}

function Legend({ verified }: { verified: boolean }) {
  const words = useText(text)
  const onMap = useText(mapText)
  return (
    <>
      <span><i className={verified ? 'jm-key-band-verified' : 'jm-key-band'} />{verified ? words.legend.verified : words.legend.estimate}</span>
      {!verified && <span><i className="jm-key-outer" />{words.legend.outer}</span>}
      <span><i className="jm-key-square jm-key-dash" /><i className="jm-key-square" /><i className="jm-key-square jm-key-full" />{words.legend.damage}</span>
      <span><i className="jm-key-flow" />{onMap.flow}</span>
      <span><i className="jm-key-house" />{words.legend.depot}</span>
      <span><i className="jm-key-silent" />{words.legend.silent}</span>
      <span><Mark kind="synthetic" />{words.legend.synthetic}</span>
    </>
  )
}
