import { useMemo } from 'react'
import { useFigures, useMatrix, useResponses } from '@/api/hooks'
import type { Incident, Post, Warehouse } from '@/api/types'
import { useEstimates } from '@/app/estimates'
import { clock } from '@/app/format'
import { footprintOf, isQuake, useMapContent } from '@/features/command/situation/map-content'
import { useWorldNow } from '@/live/clock'
import { useRecord, useTopic } from '@/live/store'
import { JinminMap } from '@/map/JinminMap'
import { Counts } from './Counts'
import { FigureColumn } from './FigureColumn'
import { unreadOf } from './figure-words'
import { Header } from './Header'
import { Legend } from './Legend'
import { LevelNews, useLevelNews } from './LevelNews'
import { Levels } from './Levels'
import { pictureTime, type WallLine } from './Line'
import { forWall } from './picture'
import { figureRows, levelRows, worstHit } from './rows'

const SYMBOLS = 2.2
const ROOM = 170
const NO_WAREHOUSES: readonly Warehouse[] = []
/** A model answers in seconds; without an answer for this long there is none to wait for. */
const ESTIMATING_MS = 10 * 60_000

/** One incident on the wall: map, four figures, four tiers, three counts. Nothing to press. */
export function Board({
  incident,
  turn,
  post,
  scale,
  line,
}: {
  incident: Incident
  /** Which of how many incidents that take turns. */
  turn: { nth: number; of: number }
  post: Post
  scale: number
  line: WallLine
}) {
  const now = useWorldNow(incident.world_id)
  const world = useRecord('worlds', incident.world_id)
  const { all: estimates } = useEstimates(incident.id)
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
    () => matrix.data?.items.filter((one) => one.state === 'silent'),
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
    frozenAt: line.state === 'cut' ? clock(pictureTime(line, world)) : null,
  })
  const hit = worstHit(matrix.data?.items ?? [])
  const levels = levelRows(responses.data?.items ?? [], hit === null ? [] : [hit])
  const picture = useMemo(() => forWall(content, hit), [content, hit])
  const footprint = footprintOf(estimates, incident.id)
  const official = footprint?.kind === 'official'
  // The view is set anew when a footprint appears and when the official one replaces it.
  const shape = footprint?.kind ?? 'point'
  const waited = now.getTime() - Date.parse(incident.recorded_at)
  return (
    <div className="wall" data-line={line.state}>
      <Header
        incident={incident}
        turn={turn}
        world={world}
        office={post.office.name}
        now={now}
        line={line}
      />
      <div className="wall-map">
        <JinminMap
          content={picture}
          viewKey={`${incident.id} ${shape}`}
          fallback={`/api/maps/situation?incident=${incident.id}`}
          dark
          scale={SYMBOLS * scale}
          padding={ROOM * scale}
          controls={false}
          legend={<Legend official={official} flows={(picture.flows ?? []).length > 0} />}
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
            unread={unreadOf(figures)}
            estimating={isQuake(incident) && waited < ESTIMATING_MS}
          />
        )}
        <Levels
          rows={levels}
          all={responses.data?.items ?? []}
          unread={unreadOf(responses)}
          now={now}
        />
        <Counts
          silent={silent}
          unread={unreadOf(matrix) ?? 'loading'}
          orders={orders}
          shipments={shipments}
        />
      </aside>
    </div>
  )
}
