import { api } from '@/api/client'
import type { Outlines } from '@/api/types'

export type OutlineProperties = Outlines['features'][number]['properties']

export interface Base {
  province: Outlines
  cities: Outlines
  counties: Outlines
  neighbours: GeoJSON.FeatureCollection
  labels: GeoJSON.FeatureCollection<GeoJSON.Point, OutlineProperties>
}

let loading: Promise<Base> | null = null

/** The outlines every map starts from; fetched once, kept by the browser under their ETag. */
export function loadBase(): Promise<Base> {
  loading ??= fetchBase().catch((cause: unknown) => {
    loading = null
    throw cause
  })
  return loading
}

async function fetchBase(): Promise<Base> {
  const outline = (tier: number) => api.get('/api/areas/outline', { query: { tier, detail: 'low' } })
  const [province, cities, counties, neighbours] = await Promise.all([
    outline(1),
    outline(2),
    outline(3),
    api.get('/api/areas/neighbours'),
  ])
  const labels: Base['labels'] = {
    type: 'FeatureCollection',
    features: [...cities.features, ...counties.features].map((feature) => ({
      type: 'Feature',
      properties: feature.properties,
      geometry: { type: 'Point', coordinates: labelPoint(feature.geometry) },
    })),
  }
  return { province, cities, counties, neighbours, labels }
}

/** The outer lines of an area, one for each of its parts. */
export function outerRings(geometry: GeoJSON.Geometry): GeoJSON.Position[][] {
  if (geometry.type === 'Polygon') return geometry.coordinates.slice(0, 1)
  if (geometry.type === 'MultiPolygon') return geometry.coordinates.map((p) => p[0] ?? [])
  return []
}

function areaAndCentre(ring: GeoJSON.Position[]): { area: number; at: [number, number] } {
  let [area, x, y] = [0, 0, 0]
  for (let i = 0; i + 1 < ring.length; i++) {
    const [x0 = 0, y0 = 0] = ring[i] as GeoJSON.Position
    const [x1 = 0, y1 = 0] = ring[i + 1] as GeoJSON.Position
    const cross = x0 * y1 - x1 * y0
    area += cross
    x += (x0 + x1) * cross
    y += (y0 + y1) * cross
  }
  if (area === 0) return { area: 0, at: [ring[0]?.[0] ?? 0, ring[0]?.[1] ?? 0] }
  return { area: Math.abs(area / 2), at: [x / (3 * area), y / (3 * area)] }
}

/** Where a unit's name stands: the centre of its largest part. */
export function labelPoint(geometry: GeoJSON.Geometry): [number, number] {
  const parts = outerRings(geometry).map(areaAndCentre)
  const largest = parts.reduce((a, b) => (b.area > a.area ? b : a), { area: -1, at: [0, 0] as [number, number] })
  return largest.at
}

/** The box around a geometry: west, south, east, north. */
export function boxOf(geometry: GeoJSON.Geometry): [number, number, number, number] | null {
  const points = outerRings(geometry).flat()
  if (points.length === 0) return null
  const xs = points.map((p) => p[0] as number)
  const ys = points.map((p) => p[1] as number)
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
}
