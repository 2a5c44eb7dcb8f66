import { useEffect, useMemo, useState } from 'react'
import { useText } from '@/app/text'
import { outerRings } from '@/map/outlines'
import { text as mapText } from '@/map/text'
import { read } from '../store/network'
import { usePhone } from '../phone'
import type { Place } from '@/ground/report'

interface Shape {
  code: number
  rings: GeoJSON.Position[][]
}

const WIDTH = 336
const HEIGHT = 104
const METRES_PER_DEGREE = 111_320

/** How far an arrow key moves the mark, in units of the drawing. */
const STEP = 4
const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
}

/** The county's outline (and its neighbours' within the city), remembered on the phone. */
function useOutline(area: number): Shape[] {
  const phone = usePhone()
  const [shapes, setShapes] = useState<Shape[]>([])
  useEffect(() => {
    let here = true
    const city = area - (area % 100_000_000)
    const key = `outline ${city}`
    const show = (found: GeoJSON.FeatureCollection): void => {
      if (!here) return
      setShapes(
        found.features.map((f) => ({
          code: Number(f.properties?.['code']),
          rings: outerRings(f.geometry),
        })),
      )
    }
    void (async () => {
      const kept = await phone.database.cache.get(key)
      if (kept) show(kept.value as GeoJSON.FeatureCollection)
      if (kept || !city) return
      const asked = { tier: 3, under: city, detail: 'low' } as const
      const found = await read('/api/areas/outline', asked).catch(() => null)
      if (!found) return
      await phone.database.cache.put({ key, at: Date.now(), value: found })
      show(found)
    })()
    return () => {
      here = false
    }
  }, [phone, area])
  return shapes
}

interface View {
  x: (lon: number) => number
  y: (lat: number) => number
  scale: number
}

function viewOf(shapes: Shape[], county: number, place: Place, height: number): View | null {
  const own = shapes.find((one) => one.code === county)?.rings.flat() ?? []
  const lons = own.map(([lon = 0]) => lon)
  const lats = own.map(([, lat = 0]) => lat)
  if (place.how !== 'unit') {
    lons.push(place.lon)
    lats.push(place.lat)
  }
  if (lons.length === 0) return null
  const [west, east] = [Math.min(...lons), Math.max(...lons)]
  const [south, north] = [Math.min(...lats), Math.max(...lats)]
  const middle = (south + north) / 2
  const shrink = Math.cos((middle * Math.PI) / 180)
  const scale = Math.min(
    (WIDTH - 16) / Math.max(0.02, (east - west) * shrink),
    (height - 12) / Math.max(0.02, north - south),
  )
  const [cx, cy] = [(west + east) / 2, middle]
  return {
    x: (lon) => WIDTH / 2 + (lon - cx) * shrink * scale,
    y: (lat) => height / 2 - (lat - cy) * scale,
    scale,
  }
}

/** A line drawing of the county with the place on it: no map library, so that it costs no kilobytes. */
export function Sketch({
  area,
  place,
  label,
  height = HEIGHT,
  onPick,
}: {
  area: number
  place: Place
  label: string
  height?: number
  onPick?: (lon: number, lat: number) => void
}) {
  const onMap = useText(mapText)
  const shapes = useOutline(area)
  const county = area - (area % 1_000_000)
  const view = useMemo(() => viewOf(shapes, county, place, height), [shapes, county, place, height])
  if (!view) return null
  const line = (ring: GeoJSON.Position[]): string =>
    `M${ring.map(([lon = 0, lat = 0]) => `${view.x(lon).toFixed(1)} ${view.y(lat).toFixed(1)}`).join('L')}Z`
  const pick = (event: React.MouseEvent<SVGSVGElement>): void => {
    const box = event.currentTarget.getBoundingClientRect()
    put(
      ((event.clientX - box.left) / box.width) * WIDTH,
      ((event.clientY - box.top) / box.height) * height,
    )
  }
  const move = (event: React.KeyboardEvent<SVGSVGElement>): void => {
    const step = ARROWS[event.key]
    if (!step) return
    event.preventDefault()
    const [x, y] =
      place.how === 'unit' ? [WIDTH / 2, height / 2] : [view.x(place.lon), view.y(place.lat)]
    put(x + step[0], y + step[1])
  }
  const put = (px: number, py: number): void => {
    const lon = (px - view.x(0)) / (view.x(1) - view.x(0))
    const lat = (py - view.y(0)) / (view.y(1) - view.y(0))
    onPick?.(Number(lon.toFixed(5)), Number(lat.toFixed(5)))
  }
  const radius =
    place.how === 'gps'
      ? Math.max(9, Math.min(30, (place.accuracy_m / METRES_PER_DEGREE) * view.scale))
      : 0
  return (
    <svg
      className="sketch"
      viewBox={`0 0 ${WIDTH} ${height}`}
      role={onPick ? 'application' : 'img'}
      aria-label={`${label}，${onMap.sketch}`}
      {...(onPick ? { onClick: pick, onKeyDown: move, tabIndex: 0 } : {})}
    >
      {shapes.map((shape) => (
        <path
          key={shape.code}
          d={shape.rings.map(line).join('')}
          className={shape.code === county ? 'own' : 'other'}
        />
      ))}
      {place.how !== 'unit' && (
        <g transform={`translate(${view.x(place.lon)} ${view.y(place.lat)})`}>
          {radius > 0 && <circle r={radius} className="accuracy" />}
          <circle r="6" className="here" />
          <text y={-Math.max(radius, 8) - 4} textAnchor="middle">
            {label}
          </text>
        </g>
      )}
      <text className="note" x={WIDTH - 6} y={height - 6} textAnchor="end">
        {onMap.sketch}
      </text>
    </svg>
  )
}
