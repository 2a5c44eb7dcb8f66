/** Longitude and latitude in degrees. */
export type Point = [number, number]

/** Mean radius of the earth in km (IUGG). */
const RADIUS_KM = 6371.0088
const STEP_KM = 25
const MU_PER_HECTARE = 15

const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** Degrees east from one meridian to another, the short way round. */
const eastward = (from: number, to: number): number => ((((to - from + 180) % 360) + 360) % 360) - 180

function angleBetween([lon1, lat1]: Point, [lon2, lat2]: Point): number {
  const [p, q] = [radians(lat1), radians(lat2)]
  const h = Math.sin((q - p) / 2) ** 2 + Math.cos(p) * Math.cos(q) * Math.sin(radians(lon2 - lon1) / 2) ** 2
  return 2 * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** Kilometres along the great circles through points, on a sphere (within 0.5 % of the ellipsoid). */
export function lengthKm(points: readonly Point[]): number {
  return RADIUS_KM * points.slice(1).reduce((sum, to, i) => sum + angleBetween(points[i] as Point, to), 0)
}

/** Square kilometres within points joined by great circles: the excess of a spherical polygon. */
export function areaKm2(points: readonly Point[]): number {
  let excess = 0
  points.forEach(([lon, lat], i) => {
    const [lon2, lat2] = points[(i + 1) % points.length] as Point
    const [t, u] = [Math.tan(radians(lat) / 2), Math.tan(radians(lat2) / 2)]
    const turn = Math.tan(radians(eastward(lon, lon2)) / 2)
    excess += 2 * Math.atan2(turn * (t + u), 1 + t * u)
  })
  return RADIUS_KM ** 2 * Math.abs(excess)
}

/** Points along the great circle, close enough for a map to draw it. */
export function greatCircle(from: Point, to: Point): Point[] {
  const angle = angleBetween(from, to)
  const n = Math.max(1, Math.ceil((angle * RADIUS_KM) / STEP_KM))
  if (angle === 0 || n === 1) return [from, to]
  const vector = ([lon, lat]: Point) => [Math.cos(radians(lat)) * Math.cos(radians(lon)), Math.cos(radians(lat)) * Math.sin(radians(lon)), Math.sin(radians(lat))]
  const [a, b] = [vector(from), vector(to)]
  const between = Array.from({ length: n - 1 }, (_, i): Point => {
    const share = (i + 1) / n
    const [p, q] = [Math.sin((1 - share) * angle) / Math.sin(angle), Math.sin(share * angle) / Math.sin(angle)]
    const [x = 0, y = 0, z = 0] = a.map((value, k) => p * value + q * (b[k] as number))
    return [(Math.atan2(y, x) * 180) / Math.PI, (Math.atan2(z, Math.hypot(x, y)) * 180) / Math.PI]
  })
  return [from, ...between, to]
}

/** Whether the closed line through points crosses itself: it then has no area that means anything. */
export function crosses(points: readonly Point[]): boolean {
  const n = points.length
  const side = ([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point) => Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax))
  for (let i = 0; i < n; i++) {
    for (let j = i + 2; j < n; j++) {
      if (i === 0 && j === n - 1) continue
      const [a, b, c, d] = [points[i], points[i + 1], points[j], points[(j + 1) % n]] as [Point, Point, Point, Point]
      if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) return true
    }
  }
  return false
}

/** What a map draws of a way: its line, its points, and from three on what it holds. */
export function featuresOfWay(points: readonly Point[]): GeoJSON.FeatureCollection {
  const feature = (part: string, geometry: GeoJSON.Geometry): GeoJSON.Feature => ({ type: 'Feature', geometry, properties: { part } })
  const joined = (way: readonly Point[]) => way.slice(1).flatMap((to, i) => greatCircle(way[i] as Point, to))
  const [first] = points
  const last = points.at(-1)
  const line = joined(points)
  const features = points.map((coordinates) => feature('point', { type: 'Point', coordinates }))
  if (line.length > 0) features.unshift(feature('way', { type: 'LineString', coordinates: line }))
  if (first && last && points.length > 2) {
    const close = greatCircle(last, first)
    features.unshift(feature('close', { type: 'LineString', coordinates: close }))
    if (!crosses(points)) features.unshift(feature('area', { type: 'Polygon', coordinates: [[...line, ...close]] }))
  }
  return { type: 'FeatureCollection', features }
}

/** `0.42 km`, `12.35 km`, `1,234.6 km`. */
export function lengthWords(km: number): string {
  return `${grouped(km, km < 100 ? 2 : 1)} km`
}

/** Square kilometres with three decimals; hectares and mu with two. */
export function areaWords(km2: number): { km2: string; hectares: string; mu: string } {
  return { km2: grouped(km2, 3), hectares: grouped(km2 * 100, 2), mu: grouped(km2 * 100 * MU_PER_HECTARE, 2) }
}

function grouped(value: number, decimals: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
}
