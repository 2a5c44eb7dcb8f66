import type { AreaRow, Places } from '@/api/types'
import { degrees, type Position, type Reading } from '../coordinates'
import { countyAt } from '../features'
import { type Base, boxOf, type OutlineProperties } from '../outlines'
import type { BarWords } from './text'

const PLACES_SHOWN = 4
const COUNTY_TIER = 3
const ABOVE = [1_000_000, 100_000_000, 10_000_000_000]

/** Something that was searched: where it is, and the unit whose outline is drawn and looked at. */
export interface Find {
  id: string
  name: string
  /** Which of that name it is. */
  whole: string
  /** What must be known of it: a code, no place of its own, written the other way round. */
  note: string
  /** Where it is; null where nobody has said so. */
  at: [number, number] | null
  unit: number | null
}

type Unit = OutlineProperties & { geometry: GeoJSON.Geometry }

/** A unit that this map has an outline of. */
function unitOf(base: Base, code: number): Unit | null {
  const found = [base.province, base.cities, base.counties].flatMap((one) => one.features).find((one) => one.id === code)
  return found ? { ...found.properties, geometry: found.geometry } : null
}

/** The box that shows a find; null where there is no unit to show. */
export function boxOfFind(base: Base, find: Find): [number, number, number, number] | null {
  const unit = find.unit === null ? null : unitOf(base, find.unit)
  return unit && boxOf(unit.geometry)
}

/** A find on the map: the outline of its unit, and its place where that is known. */
export function featuresOfFind(base: Base, find: Find): GeoJSON.FeatureCollection {
  const unit = find.unit === null ? null : unitOf(base, find.unit)
  const features: GeoJSON.Feature[] = []
  if (unit) features.push({ type: 'Feature', geometry: unit.geometry, properties: { part: 'unit' } })
  if (find.at) features.push({ type: 'Feature', geometry: { type: 'Point', coordinates: find.at }, properties: { part: 'place', label: find.name } })
  return { type: 'FeatureCollection', features }
}

/** A unit of administration: where its outline is, else the nearest unit above it that has one, and that is said. */
export function findOfArea(base: Base, area: AreaRow, words: BarWords): Find {
  const common = { id: `area-${area.code}`, name: area.name, whole: area.full_name }
  const code = String(area.code)
  const own = unitOf(base, area.code)
  if (own) {
    const label = base.labels.features.find((one) => one.properties.code === area.code)?.geometry.coordinates
    const note = own.zones_zh.length > 0 ? `${code} · ${words.zones(own.zones_zh.join(words.between))}` : code
    return { ...common, note, at: label ? [label[0] as number, label[1] as number] : null, unit: area.code }
  }
  // A functional zone has no outline of its own: it lies in a county that names it.
  const host = base.counties.features.find((one) => one.properties.zones_zh.includes(area.name))?.id
  const above = [host ?? -1, ...ABOVE.map((unit) => area.code - (area.code % unit))].map((one) => unitOf(base, one)).find((one) => one !== null)
  const said = above ? words.unplaced(above.name, above.tier) : words.unknown
  return { ...common, note: `${code} · ${said}`, at: null, unit: above?.code ?? null }
}

/** A populated place: a point that bears a name, no division. */
export function findsOfPlaces(base: Base, places: Places | undefined, asked: string, words: BarWords): Find[] {
  const named = (places?.features ?? []).filter((one) => one.properties.name_zh?.includes(asked)).slice(0, PLACES_SHOWN)
  return named.map(({ id, geometry, properties }) => {
    const county = base.counties.features.find((one) => one.id === properties.county)?.properties.name
    const [lon = 0, lat = 0] = geometry.coordinates
    return { id: `place-${id}`, name: properties.name_zh ?? properties.name, whole: [words.populated, county].filter(Boolean).join(' · '), note: degrees({ lon, lat }), at: [lon, lat], unit: null }
  })
}

/** The positions that coordinates may mean; what is only meant perhaps is asked. */
export function findsOfCoordinates(base: Base, reading: Reading | null, words: BarWords): Find[] {
  const find = (at: Position, note: string): Find => {
    const county = countyAt(base, at.lon, at.lat)
    const where = county === null ? words.outside : (unitOf(base, county)?.name ?? words.outside)
    return { id: `at-${at.lon}-${at.lat}`, name: degrees(at), whole: where, note, at: [at.lon, at.lat], unit: null }
  }
  if (reading?.kind === 'position') return [find(reading.at, '')]
  if (reading?.kind !== 'ask') return []
  return reading.choices.map((at) => find(at, reading.choices.length === 1 ? words.swapped : words.meant))
}

/** What of the cities and counties at hand is called so, for when the service cannot be asked. */
export function areasAtHand(base: Base, asked: string): AreaRow[] {
  const digits = /^\d{2,12}$/.test(asked)
  return base.labels.features
    .map((one) => one.properties)
    .filter(({ name, code }) => (digits ? String(code).startsWith(asked) : name.includes(asked)))
    .map(({ code, name, tier }) => ({ code, name, tier, kind: 'division', parent: null, full_name: name }))
}

/** Everything found, in the order in which it is offered: what is known to all, places, then the many units below. */
export function ordered(areas: readonly AreaRow[], places: readonly Find[], find: (area: AreaRow) => Find): Find[] {
  const high = areas.filter((one) => one.tier <= COUNTY_TIER)
  const low = areas.filter((one) => one.tier > COUNTY_TIER)
  return [...high.map(find), ...places, ...low.map(find)]
}

/** What is asked of the service: codes without the gaps they are written with; null where nothing is. */
export function askedOf(written: string): string | null {
  const plain = written.normalize('NFKC').trim()
  const asked = /^[\d\s]+$/.test(plain) ? plain.replace(/\s/g, '') : plain
  // One digit is the beginning of every code.
  return asked === '' || /^\d$/.test(asked) ? null : asked.slice(0, 40)
}
