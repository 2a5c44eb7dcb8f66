import { useMemo } from 'react'
import { useFigures, useFirstHour, useMatrix, useResponses } from '@/api/hooks'
import type { Incident, MatrixRow } from '@/api/types'
import { useEstimates } from '@/app/estimates'
import { useIncident, useIncidentNow } from '@/app/incident'
import { ErrorBoundary } from '@/app/ErrorBoundary'
import { useSession } from '@/app/session'
import { NoIncident } from '@/app/states'
import { countedIn, useTopic } from '@/live/store'
import { MapBar } from '@/map/bar/MapBar'
import { useLayers } from '@/map/bar/useLayers'
import { useView } from '@/map/bar/useView'
import { JinminMap } from '@/map/JinminMap'
import { footprintOf, useMapContent } from './map-content'
import { Dock } from './parts/Dock'
import { FigureTable } from './parts/FigureTable'
import { FirstHour } from './parts/FirstHour'
import { Tiers } from './parts/Tiers'
import { PastStrip, TimeButton } from './parts/Time'
import { useEvents } from './parts/useEvents'
import { depotsThen, matrixThen } from './past'
import { Legend, signsOf, useLayerNotes } from './signs'
import { usePast } from './usePast'
import { useDepots } from '@/app/stock'
import './situation.css'

const NO_CONTENT = {}
const NO_NOTES = {}
const NO_ROWS: MatrixRow[] = []

/** 态势: the map, the figures, the levels, what is to be done. */
export default function Situation() {
  const incident = useIncident()
  return incident ? <Incidental incident={incident} /> : <Idle />
}

/** Nothing under way: the bare map, on which places can be found and measured all the same. */
function Idle() {
  const { post } = useSession()
  const [off, turn] = useLayers()
  const view = useView()
  return (
    <div className="jm-situation jm-situation-idle">
      <JinminMap content={NO_CONTENT} viewKey="" view={view} off={off} bar={(tools) => <MapBar tools={tools} near={post.area} off={off} onOff={turn} notes={NO_NOTES} signs={NO_NOTES} />} />
      <div className="jm-idle"><NoIncident /></div>
    </div>
  )
}

function Incidental({ incident }: { incident: Incident }) {
  const now = useIncidentNow(incident)
  const { post } = useSession()
  const { all: estimates } = useEstimates(incident.id)
  const reports = useTopic('reports')
  const warehouses = useDepots(useTopic('warehouses'), incident)
  const shipments = useTopic('shipments')
  const allOrders = useTopic('orders')
  const allTasks = useTopic('tasks')
  const orders = useMemo(() => allOrders.filter((one) => one.incident_id === incident.id), [allOrders, incident.id])
  const tasks = useMemo(() => allTasks.filter((one) => one.incident_id === incident.id), [allTasks, incident.id])
  const matrix = useMatrix(incident.id)
  const figures = useFigures(incident.id)
  const responses = useResponses(incident.id)
  const firstHour = useFirstHour(incident.id, post.area)
  const [off, turn] = useLayers()
  const view = useView()
  const events = useEvents(incident.id)
  const map = usePast(incident, events, () => {
    if (view.picked !== null) view.onPick(null)
    return view.picked !== null
  })
  const { past, event, time } = map
  const rows = matrix.data?.items ?? NO_ROWS
  const rowsShown = useMemo(() => {
    const counted = reports.filter((one) => countedIn(one.incident_id) === incident.id)
    return past && time ? matrixThen(rows, past.reports, counted, time) : rows
  }, [past, time, rows, reports, incident.id])
  const shown = past ? { ...past, incident: past.incidents.find((one) => one.id === incident.id) ?? null } : { incident, estimates, reports, shipments, orders }
  const depots = useMemo(() => (past ? depotsThen(warehouses) : warehouses), [past, warehouses])
  const content = useMapContent({ ...shown, warehouses: depots, matrix: rowsShown, now: time ?? now, upto: event?.o ?? null, own: post.area })
  const footprint = footprintOf(shown.estimates, incident.id)
  const notes = useLayerNotes(footprint, incident.exercise && !past)
  return (
    <div className="jm-situation">
      <div className="jm-situation-map">
        <FirstHour card={firstHour.data} failed={firstHour.error} now={now} onRetry={() => void firstHour.refetch()} />
        <ErrorBoundary about={incident.id}>
          <JinminMap
            content={content} viewKey={incident.id} view={view} off={off} fallback={`/api/maps/situation?incident=${incident.id}`}
            legend={<Legend footprint={footprint} off={off} />}
            bar={(tools) => <MapBar tools={tools} near={post.area} off={off} onOff={turn} notes={notes} signs={signsOf(footprint)}><TimeButton map={map} now={now} /></MapBar>}
          >
            <PastStrip map={map} now={now} />
          </JinminMap>
        </ErrorBoundary>
      </div>
      <ErrorBoundary about={incident.id}><Dock incident={incident} tasks={tasks} orders={orders} events={events} now={now} /></ErrorBoundary>
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
