import { useMemo } from 'react'
import { useFigures, useMatrix, useResponses } from '@/api/hooks'
import type {
  Incident,
  Post,
  Warehouse,
} from '@/api/types'
import { useText } from '@/app/text'
import { footprintOf, useMapContent } from '@/features/command/situation/map-content'
import { useWorldNow } from '@/live/clock'
import { useConnection, useRecord, useTopic } from '@/live/store'
import { JinminMap } from '@/map/JinminMap'
import { Counts } from './Counts'
import { FigureColumn } from './FigureColumn'
import { Header } from './Header'
import { LevelNews, useLevelNews } from './LevelNews'
import { Levels } from './Levels'
import { forWall } from './picture'
import { figureRows, levelRows, worstHit } from './rows'
import { text } from './text'

const SYMBOLS = 2.2
const ROOM = 170
const NO_WAREHOUSES: readonly Warehouse[] = []

/** One incident on the wall: map, four figures, four tiers, three counts. Nothing to press. */
export function Board({
  incident,
  post,
  scale,
}: {
  incident: Incident
  post: Post
  scale: number
}) {
  const words = useText(text)
  const now = useWorldNow(incident.world_id)
  const world = useRecord('worlds', incident.world_id)
  const connection = useConnection()
  const estimates = useTopic('estimates')
  const reports = useTopic('reports')
  const allOrders = useTopic('orders')
  const allShipments = useTopic('shipments')
  const orders = useMemo(
    () => allOrders.filter((one) => one.incident_id === incident.id && one.state !== 'cancelled'),
    [allOrders, incident.id],
  )
  const shipments = useMemo(
    () => allShipments.filter((one) => one.incident_id === incident.id),
    [allShipments, incident.id],
  )
  const figures = useFigures(incident.id)
  const responses = useResponses(incident.id)
  const matrix = useMatrix(incident.id)
  const news = useLevelNews(incident.id)
  const silent = useMemo(
    () => (matrix.data?.items ?? []).filter((one) => one.state === 'silent'),
    [matrix.data],
  )
  const model = footprintOf(
    estimates.filter((one) => one.kind === 'model'),
    incident.id,
  )
  const content = useMapContent({
    incident,
    estimates,
    reports,
    // The depots lie far outside the picture; what they send shows as lines into it.
    warehouses: NO_WAREHOUSES,
    shipments: allShipments,
    orders: [],
    matrix: matrix.data?.items ?? [],
    now,
    silentWord: words.silentFor,
    orderWord: words.orderNote,
  })
  const hit = worstHit(matrix.data?.items ?? [])
  const levels = levelRows(responses.data?.items ?? [], hit === null ? [] : [hit])
  const picture = useMemo(() => forWall(content, hit), [content, hit])
  const footprint = footprintOf(estimates, incident.id)
  const official = footprint?.kind === 'official'
  // The view is set anew when a footprint appears and when the official one replaces it.
  const shape = footprint?.kind ?? 'point'
  return (
    <div className="wall" data-line={connection.state}>
      <Header
        incident={incident}
        world={world}
        office={post.office.name}
        now={now}
        connection={connection}
      />
      <div className="wall-map">
        <JinminMap
          content={picture}
          viewKey={`${incident.id} ${shape}`}
          dark
          scale={SYMBOLS * scale}
          padding={ROOM * scale}
          controls={false}
          legend={<Legend official={official} />}
        />
      </div>
      <aside className="wall-side">
        {news ? (
          <LevelNews news={news} />
        ) : (
          <FigureColumn
            incident={incident}
            rows={figureRows(figures.data, model)}
            now={now}
            tier={post.tier}
          />
        )}
        <Levels rows={levels} all={responses.data?.items ?? []} now={now} />
        <Counts silent={silent} orders={orders} shipments={shipments} />
      </aside>
    </div>
  )
}

function Legend({ official }: { official: boolean }) {
  const { legend } = useText(text)
  return (
    <>
      <span>
        <i className={official ? 'key-band official' : 'key-band'} />
        {official ? legend.verified : legend.estimate}
      </span>
      <span>
        <i className="key-square" />
        {legend.reported}
      </span>
      <span>
        <i className="key-square full" />
        {legend.checked}
      </span>
      <span>
        <i className="key-silent" />
        {legend.silent}
      </span>
    </>
  )
}
