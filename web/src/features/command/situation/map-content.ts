import { useMemo } from 'react'
import { useIndicators } from '@/api/hooks'
import type { Estimate, Incident, Indicator, MatrixRow, Order, Report, Shipment } from '@/api/types'
import { exact, span } from '@/app/format'
import { defineText, type Lang, pick, useLang } from '@/app/text'
import { unitOf } from '@/app/units'
import type { Flow, MapContent, Mark } from '@/map/content'
import { figuresOf } from '../report-words'
import type { Depot } from '@/app/stock'
import { text } from './text'

const QUAKE = '0201'
const COUNTY = 3
const COUNTY_CODE = 1_000_000
const HOUR = 3_600_000
const REWRITE_MS = 10_000
/** A shipment that was signed for leaves the map after this time. */
const RECEIVED_SHOWN = 6 * HOUR

const said = defineText(
  {
    silentSince: (at: string) => `截至 ${at} 静默`,
    whole: '本县合计',
    towns: (n: number) => `乡镇 ${n}`,
    unplaced: (n: number) => `乡镇上报 ${n}（未标位置）`,
    synthetic: '（合）',
    realStock: '（真实库存）',
    unreadStock: '库存尚未读到',
    pastStock: '当时库存不详',
    colon: '：',
    comma: '，',
    semicolon: '；',
  },
  {
    silentSince: (at) => `silent at ${at}`,
    whole: 'county total',
    towns: (n) => `towns ${n}`,
    unplaced: (n) => `${n} township reports (no position)`,
    synthetic: ' (synthetic)',
    realStock: ' (real stock)',
    unreadStock: 'stock not read yet',
    pastStock: 'stock at that time not known',
    colon: ': ',
    comma: ', ',
    semicolon: '; ',
  },
)

/** What the words of a map are made with. */
interface Wording {
  indicators: readonly Indicator[]
  language: Lang
}

export function isQuake(incident: Pick<Incident, 'hazard' | 'magnitude'>): boolean {
  return incident.hazard.startsWith(QUAKE) || incident.magnitude !== null
}

/** Where it began, by its magnitude. */
export function epicentreOf(incident: Incident): NonNullable<MapContent['epicentre']> {
  const { lon, lat, magnitude } = incident
  return { lon, lat, label: magnitude === null ? '' : `M${magnitude.toFixed(1)}` }
}

/** The footprint that counts: the official one where there is one, else the newest model's. */
export function footprintOf(estimates: readonly Estimate[], incidentId: string): Estimate | null {
  const own = estimates.filter((one) => one.incident_id === incidentId)
  const newest = (kind: Estimate['kind']) =>
    own.filter((one) => one.kind === kind).sort((a, b) => b.run_version - a.run_version)[0] ?? null
  return newest('official') ?? newest('model')
}

/** The county a unit is or lies in. */
const countyOf = (area: number): number => area - (area % COUNTY_CODE)

function newestBy(reports: readonly Report[], key: (one: Report) => string): Report[] {
  const newest = new Map<string, Report>()
  for (const one of reports) {
    const held = newest.get(key(one))
    if (!held || held.submitted_at < one.submitted_at) newest.set(key(one), one)
  }
  return [...newest.values()]
}

function reportWords(one: Report, { indicators, language }: Wording): string {
  const synthetic = one.synthetic ? said[language].synthetic : ''
  return `${one.area_name} ${figuresOf(one, indicators, language)}${synthetic} ${one.note_zh ?? ''}`.trim()
}

const certaintyOf = (reports: readonly Report[]): Mark['certainty'] =>
  reports.every((one) => one.state === 'verified') ? 'verified' : 'reported'

/** What reporters saw at a place. */
function placedMarks(reports: readonly Report[], wording: Wording): Mark[] {
  const placed = reports.flatMap((one) => (one.lon === null || one.lat === null ? [] : [{ ...one, lon: one.lon, lat: one.lat }]))
  const places = newestBy(placed, (one) => `${one.area}|${one.lon?.toFixed(3)}|${one.lat?.toFixed(3)}`) as typeof placed
  return places.map((one) => ({
    id: one.id, key: `${one.area}@${one.lon.toFixed(3)},${one.lat.toFixed(3)}`, shape: 'square', certainty: certaintyOf([one]), lon: one.lon, lat: one.lat, label: one.area_name,
    detail: reportWords(one, wording),
  }))
}

/**
 * What is known of a county without a place: its own newest report and those of its townships.
 *
 * They stand at the county's name, as one mark; nothing is put where nobody said that it was.
 */
function countyMarks(reports: readonly Report[], wording: Wording): Mark[] {
  const words = said[wording.language]
  const unplaced = newestBy(reports.filter((one) => one.lon === null && one.tier >= COUNTY), (one) => String(one.area))
  return [...new Set(unplaced.map((one) => countyOf(one.area)))].map((county) => {
    const here = unplaced.filter((one) => countyOf(one.area) === county)
    const own = here.find((one) => one.tier === COUNTY)
    const towns = here.filter((one) => one.tier > COUNTY)
    const label = [own?.nil_report ? '0' : '', towns.length > 0 ? words.towns(towns.length) : ''].filter(Boolean).join(' ')
    const detail = [
      own ? `${words.whole}${words.colon}${reportWords(own, wording)}` : '',
      towns.length > 0 ? `${words.unplaced(towns.length)}${words.colon}${towns.map((one) => reportWords(one, wording)).join(words.comma)}` : '',
    ]
    return {
      id: own?.id ?? `towns-${county}`, shape: 'square', certainty: certaintyOf(own ? [own] : towns), unit: county, label,
      detail: detail.filter(Boolean).join(words.semicolon),
    }
  })
}

/** The reports of an incident as marks: at their place, or at the name of their county. */
export function reportMarks(reports: readonly Report[], wording: Wording): Mark[] {
  return [...placedMarks(reports, wording), ...countyMarks(reports, wording)]
}

/** The depots with what they hold; which world's stock it is, where that is not the incident's. */
export function depots(warehouses: readonly Depot[], language: Lang): Mark[] {
  const words = said[language]
  return warehouses.map((one) => {
    const held = one.stock?.map((line) => `${pick(line.zh, line.en, language)} ${exact(line.qty)} ${unitOf(line.unit, language)}`).join(words.comma) ?? (one.past ? words.pastStock : words.unreadStock)
    const marked = `${one.synthetic ? words.synthetic : ''}${one.real ? words.realStock : ''}`
    return {
      id: one.id, shape: 'house', certainty: 'verified', lon: one.lon, lat: one.lat, ours: true, label: one.name_zh,
      detail: `${one.name_zh}${marked}${words.colon}${held}`,
    }
  })
}

/** The shipments of an incident with their state; one that was received stays for some hours. */
export function ways(shipments: readonly Shipment[], incidentId: string, at: number, language: Lang): Flow[] {
  const words = said[language]
  return shipments.flatMap((one) => {
    const { state } = one
    const gone = state === 'received' && one.received_at !== null && at - Date.parse(one.received_at) > RECEIVED_SHOWN
    if (one.incident_id !== incidentId || state === 'cancelled' || gone) return []
    const goods = one.lines.map((line) => `${pick(line.zh, line.en, language)} ${exact(line.qty)} ${pick(line.unit, line.unit_en, language)}`)
    return [{
      id: one.id,
      from: [one.from_lon, one.from_lat],
      to: [one.to_lon, one.to_lat],
      quantity: one.lines.reduce((sum, line) => sum + line.qty, 0),
      state,
      name: one.to_name,
      detail: `${one.warehouse_name} → ${one.to_name} ${text[language].shipment[state] ?? ''}${words.colon}${goods.join(words.comma)}`,
    }]
  })
}

export interface MapInput {
  incident: Incident | null
  estimates: readonly Estimate[]
  reports: readonly Report[]
  warehouses: readonly Depot[]
  shipments: readonly Shipment[]
  orders: readonly Order[]
  matrix: readonly MatrixRow[]
  now: Date
  /** The reader's area, which a map that is worked with keeps in mind. */
  own?: number
  /** The clock of a picture that has stopped: who was silent then may have spoken since. */
  frozenAt?: string | null
  /** The event after which all of it is as it was; without one it is the present. */
  upto?: number | null
}

/** What the map of an incident shows. It is made anew once a minute of its world, not every second. */
export function useMapContent(input: MapInput): MapContent {
  const { incident, estimates, reports, warehouses, shipments, orders, matrix, now, own, frozenAt = null, upto = null } = input
  const language = useLang()
  const indicators = useIndicators().data?.items
  // An exercise may run a minute in a second: names are written anew every few seconds at most.
  const turn = Math.floor(Date.now() / REWRITE_MS)
  const minute = useMemo(() => Math.floor(now.getTime() / 60_000), [incident, turn, upto])
  return useMemo(() => {
    if (!incident) return {}
    const words = text[language]
    const at = minute * 60_000
    const notes: Record<number, string> = {}
    const mine = orders.filter((one) => one.incident_id === incident.id && one.state !== 'cancelled')
    const unitOfOrder = (one: Order): number => countyOf(one.to_area)
    for (const area of new Set(mine.map(unitOfOrder))) {
      const here = mine.filter((one) => unitOfOrder(one) === area)
      notes[area] = words.orderNote(here.filter((one) => one.state === 'done').length, here.length)
    }
    const silences: Record<number, string> = {}
    const silent = matrix.filter((one) => one.state === 'silent')
    for (const one of silent) {
      const since = Date.parse(one.last_at ?? incident.occurred_at)
      const mute = frozenAt === null ? words.silentFor(span(Math.max(0, at - since), language)) : said[language].silentSince(frozenAt)
      silences[one.area] = mute
    }
    const footprint = footprintOf(estimates, incident.id)
    const wording = { indicators: indicators ?? [], language }
    return {
      epicentre: epicentreOf(incident),
      bands: footprint?.footprint?.bands ?? [],
      ...(own === undefined ? {} : { own }),
      silent: silent.map((one) => one.area),
      ordered: [...new Set(mine.filter((one) => one.state !== 'done' && one.state !== 'refused').map((one) => one.to_area))],
      silences,
      notes,
      marks: [...reportMarks(reports.filter((one) => one.incident_id === incident.id), wording), ...depots(warehouses, language)],
      flows: ways(shipments, incident.id, at, language),
    }
  }, [incident, estimates, reports, warehouses, shipments, orders, matrix, minute, own, frozenAt, language, indicators])
}
