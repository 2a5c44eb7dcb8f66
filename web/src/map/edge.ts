import type { Box } from './address'
import type { MapContent } from './content'
import { type Base, boxOf } from './outlines'

export const DIRECTIONS = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'] as const
export type Direction = (typeof DIRECTIONS)[number]
export const WATCHED = ['epicentre', 'own', 'silent', 'report', 'order', 'shipment'] as const
export type WatchedKind = (typeof WATCHED)[number]

/** Something on the map that must not go unnoticed where the view does not hold it. */
export interface Watched {
  id: string
  kind: WatchedKind
  name: string
  at: [number, number]
  /** In sight as soon as any of this box is. */
  box?: Box
}

/** What lies out of view in one direction; the angle is clockwise from the top. */
export interface Beyond {
  direction: Direction
  angle: number
  items: Watched[]
}

const COUNTY = 1_000_000

/** The points of a map's content that matter: where it began, one's own, the silent, what is under way. */
export function watchedOf(base: Base, content: MapContent): Watched[] {
  const labels = new Map(base.labels.features.map((one) => [one.properties.code, one]))
  // Townships have no place on this map: their county stands for them.
  const placed = (code: number) => labels.get(code) ?? labels.get(Math.floor(code / COUNTY) * COUNTY)
  const unit = (kind: WatchedKind, code: number): Watched[] => {
    const label = placed(code)
    if (!label) return []
    const [lon = 0, lat = 0] = label.geometry.coordinates
    return [{ id: `${kind}-${code}`, kind, name: label.properties.name, at: [lon, lat] }]
  }
  const start = content.epicentre
  return [
    ...(start ? [{ id: 'epicentre', kind: 'epicentre' as const, name: start.label, at: [start.lon, start.lat] as [number, number] }] : []),
    ...(content.own === undefined ? [] : unit('own', content.own).map((one) => boxed(base, content.own as number, one))),
    ...(content.silent ?? []).flatMap((code) => unit('silent', code)),
    ...(content.marks ?? []).filter((one) => one.shape === 'square').flatMap((one): Watched[] =>
      one.unit === undefined
        ? [{ id: one.id, kind: 'report', name: one.label ?? '', at: [one.lon, one.lat] }]
        : unit('report', one.unit).map((found) => ({ ...found, id: one.id }))),
    ...(content.ordered ?? []).flatMap((code) => unit('order', code)),
    ...(content.flows ?? []).filter((one) => one.state !== 'received').map((one): Watched => ({ id: one.id, kind: 'shipment', name: one.name ?? '', at: one.to })),
  ]
}

function boxed(base: Base, code: number, one: Watched): Watched {
  const outline = [...base.cities.features, ...base.counties.features].find((f) => f.properties.code === code)
  const box = outline && boxOf(outline.geometry)
  return box ? { ...one, box } : one
}

/** Which way a point on the screen lies beyond a frame, seen from its middle; null within. */
export function directionOf(x: number, y: number, width: number, height: number): Direction | null {
  if (x >= 0 && x <= width && y >= 0 && y <= height) return null
  const [dx, dy] = [x - width / 2, y - height / 2]
  // A corner of the frame is a corner of the compass, however flat the frame is.
  const eighth = Math.round(Math.atan2(dx / width, -dy / height) / (Math.PI / 4))
  return DIRECTIONS[(eighth + 8) % 8] as Direction
}

/** What of the watched is out of view, by direction, clockwise from the top. */
export function beyond(
  watched: readonly Watched[],
  view: { width: number; height: number; box: Box; project: (at: [number, number]) => { x: number; y: number } },
): Beyond[] {
  const [west, south, east, north] = view.box
  const found = new Map<Direction, { items: Watched[]; x: number; y: number }>()
  for (const one of watched) {
    if (one.box && one.box[0] <= east && one.box[2] >= west && one.box[1] <= north && one.box[3] >= south) continue
    const { x, y } = view.project(one.at)
    const side = directionOf(x, y, view.width, view.height)
    if (!side) continue
    const held = found.get(side) ?? { items: [], x: 0, y: 0 }
    found.set(side, { items: [...held.items, one], x: held.x + x, y: held.y + y })
  }
  return DIRECTIONS.flatMap((direction) => {
    const held = found.get(direction)
    if (!held) return []
    const n = held.items.length
    const angle = (Math.atan2(held.x / n - view.width / 2, view.height / 2 - held.y / n) * 180) / Math.PI
    return [{ direction, angle, items: held.items }]
  })
}

/** The box that holds some points. */
export function around(points: readonly [number, number][]): Box {
  const xs = points.map((one) => one[0])
  const ys = points.map((one) => one[1])
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
}
