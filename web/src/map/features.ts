import { lang } from '@/app/text'
import type { Band } from '@/api/types'
import type { Certainty, Flow, MapContent, Mark } from './content'
import { type Base, boxOf, type OutlineProperties } from './outlines'
import { text } from './text'

type Features = GeoJSON.FeatureCollection

export const NOTHING: Features = { type: 'FeatureCollection', features: [] }

function collect(features: GeoJSON.Feature[]): Features {
  return { type: 'FeatureCollection', features }
}

function only(base: Base, codes: readonly number[] | undefined): Features {
  if (!codes || codes.length === 0) return NOTHING
  const wanted = new Set(codes)
  return collect(base.counties.features.filter((f) => wanted.has(f.properties.code)))
}

function bands(items: Band[]): Features {
  const sorted = [...items].sort((a, b) => a.intensity - b.intensity)
  return collect(
    sorted.flatMap((band) =>
      band.geometry
        ? [{ type: 'Feature', geometry: band.geometry, properties: { intensity: band.intensity, certainty: band.certainty } } as GeoJSON.Feature]
        : [],
    ),
  )
}

/** Where the true line may lie: outlines at 5 and 95 % beside the middle one. */
function contours(items: Band[]): Features {
  return collect(
    items.flatMap((band) =>
      (band.p ?? []).flatMap((one) =>
        one.geometry && one.p !== 0.5
          ? [{ type: 'Feature', geometry: one.geometry, properties: { p: one.p } } as GeoJSON.Feature]
          : [],
      ),
    ),
  )
}

function ringsOf(geometry: GeoJSON.Geometry): GeoJSON.Position[][] {
  if (geometry.type === 'Polygon') return geometry.coordinates
  return geometry.type === 'MultiPolygon' ? geometry.coordinates.flat() : []
}

/** The point farthest north (`sign` 1) or south (-1). */
function extreme(geometry: GeoJSON.Geometry, sign: 1 | -1): [number, number] | null {
  let best: [number, number] | null = null
  for (const [x = 0, y = 0] of ringsOf(geometry).flat()) {
    if (!best || sign * y > sign * best[1]) best = [x, y]
  }
  return best
}

function bandLabels(items: Band[]): Features {
  const mark = { zh: { estimate: '估', verified: '核', degree: '度', over: '≥' }, en: { estimate: 'est.', verified: 'ver.', degree: '', over: '≥' } }[lang()]
  const lowest = Math.min(...items.map((band) => band.intensity))
  const label = (geometry: GeoJSON.Geometry | null, text: string, size: number, sign: 1 | -1) => {
    const at = geometry && extreme(geometry, sign)
    return at
      ? [{ type: 'Feature', geometry: { type: 'Point', coordinates: at }, properties: { label: text, size, anchor: sign === 1 ? 'bottom' : 'top' } } as GeoJSON.Feature]
      : []
  }
  return collect(
    items.flatMap((band) => [
      ...label(band.geometry, `${band.label}${mark.degree} ${mark[band.certainty]}`, 13, 1),
      ...(band.p ?? [])
        .filter((one) => one.p !== 0.5 && band.intensity === lowest)
        .flatMap((one) => label(one.geometry, `${mark.over}${band.label} ${Math.round(one.p * 100)}%`, 11, -1)),
    ]),
  )
}

/** Where a unit's name stands; null for a unit that this map does not know. */
function nameOf(base: Base, code: number): [number, number] | null {
  const at = base.labels.features.find((one) => one.properties.code === code)?.geometry.coordinates
  return at ? [at[0] as number, at[1] as number] : null
}

/** What the unit of a code is picked by. */
const pickOfUnit = (code: number): string => `unit-${code}`

/** What a mark is picked by: where it stands, which outlives the single report. */
const pickOf = (mark: Mark): string => (mark.unit === undefined ? (mark.key ?? mark.id) : pickOfUnit(mark.unit))

function marks(base: Base, items: readonly Mark[]): GeoJSON.Feature[] {
  return items.flatMap((mark) => {
    const at = mark.unit === undefined ? [mark.lon, mark.lat] : nameOf(base, mark.unit)
    if (!at) return []
    return [{
      type: 'Feature',
      geometry: { type: 'Point', coordinates: at },
      properties: {
        pick: pickOf(mark),
        label: mark.label ?? '',
        image: `${mark.shape}-${mark.certainty}${mark.ours ? '-ours' : ''}`,
        unit: mark.unit !== undefined,
      },
    } as GeoJSON.Feature]
  })
}

function flows(items: readonly Flow[]): GeoJSON.Feature[] {
  return items.map((flow) => ({
    type: 'Feature',
    geometry: { type: 'LineString', coordinates: [flow.from, flow.to] },
    properties: { pick: flow.id, state: flow.state, width: Math.min(8, 1.5 + Math.sqrt(flow.quantity) / 20) },
  }))
}

/** What is picked, once more: drawn larger and ringed, a unit by its outline. */
function chosen(base: Base, content: MapContent, picked: string | null): Features {
  if (picked === null) return NOTHING
  const outline = base.counties.features.filter((one) => pickOfUnit(one.properties.code) === picked && tipOf(base, content, picked) !== null)
  return collect([
    ...outline.map((one) => ({ type: 'Feature', geometry: one.geometry, properties: {} }) as GeoJSON.Feature),
    ...marks(base, (content.marks ?? []).filter((one) => pickOf(one) === picked)),
    ...flows((content.flows ?? []).filter((one) => one.id === picked)),
  ])
}

/** What is said of what is picked, as things stand; null where the map does not show it. */
export function tipOf(base: Base, content: MapContent, picked: string): string | null {
  const unit = base.labels.features.find((one) => pickOfUnit(one.properties.code) === picked)
  const mark = content.marks?.find((one) => pickOf(one) === picked)
  if (unit) return toldOf(unit.properties, mark) || null
  return mark?.detail ?? content.flows?.find((one) => one.id === picked)?.detail ?? null
}

/** Whether two collections draw the same: a map need not cut its tiles anew for what did not change. */
export function sameFeatures(a: Features | undefined, b: Features): boolean {
  if (a === b) return true
  if (a?.features.length !== b.features.length) return false
  const same = (one: unknown, other: unknown) => one === other || JSON.stringify(one) === JSON.stringify(other)
  return a.features.every((one, i) => {
    const other = b.features[i] as GeoJSON.Feature
    return same(one.properties, other.properties) && same(one.geometry, other.geometry)
  })
}

function inside(ring: GeoJSON.Position[], lon: number, lat: number): boolean {
  let within = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi = 0, yi = 0] = ring[i] as GeoJSON.Position
    const [xj = 0, yj = 0] = ring[j] as GeoJSON.Position
    if (yi > lat !== yj > lat && lon < ((xj - xi) * (lat - yi)) / (yj - yi) + xi) within = !within
  }
  return within
}

/** The county a point lies in, by the outlines at hand. */
export function countyAt(base: Base, lon: number, lat: number): number | null {
  const found = base.counties.features.find((feature) => ringsOf(feature.geometry).some((ring) => inside(ring, lon, lat)))
  return found?.properties.code ?? null
}

/** What stands out: what the screen names, else the county of the epicentre. */
function emphasised(base: Base, content: MapContent): number[] {
  if (content.emphasis) return content.emphasis
  const at = content.epicentre ? countyAt(base, content.epicentre.lon, content.epicentre.lat) : null
  return at === null ? [] : [at]
}

/** What a county's name tells when it is asked: its reports, and the zones in it that report for themselves. */
function toldOf({ name, zones_zh: zones }: OutlineProperties, mark: Mark | undefined): string {
  const words = text[lang()]
  const held = zones.length > 0 ? words.zones(zones.join(words.between)) : ''
  return held ? `${mark?.detail ?? name} · ${held}` : (mark?.detail ?? '')
}

/** The squares of the map as letters, so that they can stand in a name. */
const SIGNS: Record<Certainty, string> = { estimate: '⬚ ', reported: '□ ', verified: '■ ' }

function names(base: Base, content: MapContent): Features {
  const strong = new Set([...emphasised(base, content), ...(content.silent ?? [])])
  // What has no place of its own goes with the name, wherever the map moves that to.
  const told = new Map((content.marks ?? []).map((one) => [one.unit, one]))
  return collect(
    base.labels.features.map((feature) => {
      const { code } = feature.properties
      const note = [content.silences?.[code], content.notes?.[code]].filter(Boolean).join(' · ')
      const mark = told.get(code)
      return {
        ...feature,
        properties: {
          ...feature.properties,
          strong: strong.has(code),
          sign: mark ? SIGNS[mark.certainty] : '',
          count: mark?.label ? ` ${mark.label}` : '',
          // Only what has something to tell can be picked.
          pick: toldOf(feature.properties, mark) ? pickOfUnit(code) : '',
          note: note ? `\n${note}` : '',
        },
      }
    }),
  )
}

/** What each source of the map holds, from the base, what stands on it and what is picked. */
export function featuresOf(base: Base, content: MapContent, picked: string | null = null): Record<string, Features> {
  const point = content.epicentre
  return {
    province: base.province,
    cities: base.cities,
    counties: base.counties,
    neighbours: base.neighbours,
    labels: names(base, content),
    bands: bands(content.bands ?? []),
    contours: contours(content.bands ?? []),
    'band-labels': bandLabels(content.bands ?? []),
    silent: only(base, content.silent),
    emphasis: only(base, emphasised(base, content)),
    flows: collect(flows(content.flows ?? [])),
    marks: collect(marks(base, content.marks ?? [])),
    picked: chosen(base, content, picked),
    epicentre: point
      ? collect([{ type: 'Feature', geometry: { type: 'Point', coordinates: [point.lon, point.lat] }, properties: { label: point.label } }])
      : NOTHING,
  }
}

/** The box that holds the outermost band, or a box about the epicentre. */
export function viewOf(content: MapContent): [number, number, number, number] | null {
  const boxes = (content.bands ?? []).flatMap((band) => {
    const box = band.geometry && boxOf(band.geometry)
    return box ? [box] : []
  })
  if (boxes.length > 0) {
    return [
      Math.min(...boxes.map((b) => b[0])),
      Math.min(...boxes.map((b) => b[1])),
      Math.max(...boxes.map((b) => b[2])),
      Math.max(...boxes.map((b) => b[3])),
    ]
  }
  const point = content.epicentre
  return point ? [point.lon - 0.35, point.lat - 0.24, point.lon + 0.35, point.lat + 0.24] : null
}
