import { useMemo } from 'react'
import type { Estimate, Incident, MatrixRow, Order, Report, Shipment, Warehouse } from '@/api/types'
import { exact, span } from '@/app/format'
import type { Flow, MapContent, Mark } from '@/map/content'

const QUAKE = '0201'

/** The footprint that counts: the official one where there is one, else the newest model's. */
export function footprintOf(estimates: readonly Estimate[], incidentId: string): Estimate | null {
  const own = estimates.filter((one) => one.incident_id === incidentId)
  const newest = (kind: Estimate['kind']) =>
    own.filter((one) => one.kind === kind).sort((a, b) => b.run_version - a.run_version)[0] ?? null
  return newest('official') ?? newest('model')
}

function damage(reports: readonly Report[]): Mark[] {
  const placed = reports.filter((one) => one.lon !== null && one.lat !== null)
  const newest = new Map<string, Report>()
  for (const one of placed) {
    const key = `${one.area}|${one.lon?.toFixed(3)}|${one.lat?.toFixed(3)}`
    const held = newest.get(key)
    if (!held || held.submitted_at < one.submitted_at) newest.set(key, one)
  }
  return [...newest.values()].map((one) => ({
    id: one.id,
    shape: 'square',
    certainty: one.state === 'verified' ? 'verified' : 'reported',
    lon: one.lon as number,
    lat: one.lat as number,
    label: one.area_name,
    detail: `${one.area_name} ${figuresOf(one)}${one.synthetic ? '（合）' : ''} ${one.note_zh ?? ''}`.trim(),
  }))
}

function figuresOf(report: Report): string {
  if (report.nil_report) return '零报'
  return Object.entries(report.figures)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name} ${exact(value)}`)
    .join(' ')
}

function depots(warehouses: readonly Warehouse[]): Mark[] {
  return warehouses.map((one) => ({
    id: one.id, shape: 'house', certainty: 'verified', lon: one.lon, lat: one.lat, ours: true, label: one.name_zh,
    detail: `${one.name_zh}${one.synthetic ? '（合）' : ''}：${one.stock.map((s) => `${s.zh} ${exact(s.qty)} ${s.unit}`).join('，')}`,
  }))
}

function ways(shipments: readonly Shipment[], incident: Incident): Flow[] {
  return shipments
    .filter((one) => one.incident_id === incident.id && one.state !== 'cancelled')
    .map((one) => ({
      id: one.id,
      from: [one.from_lon, one.from_lat],
      to: [one.to_lon, one.to_lat],
      quantity: one.lines.reduce((sum, line) => sum + line.qty, 0),
      moving: one.state !== 'received',
      name: one.to_name,
      detail: `${one.warehouse_name} → ${one.to_name}：${one.lines.map((line) => `${line.zh} ${exact(line.qty)}${line.unit}`).join('，')}`,
    }))
}

export interface MapInput {
  incident: Incident | null
  estimates: readonly Estimate[]
  reports: readonly Report[]
  warehouses: readonly Warehouse[]
  shipments: readonly Shipment[]
  orders: readonly Order[]
  matrix: readonly MatrixRow[]
  now: Date
  /** The reader's area, which a map that is worked with keeps in mind. */
  own?: number
  silentWord: (age: string) => string
  orderWord: (done: number, all: number) => string
}

/** What the map of an incident shows. It is made anew once a minute, not every second. */
export function useMapContent(input: MapInput): MapContent {
  const { incident, estimates, reports, warehouses, shipments, orders, matrix, now, own, silentWord, orderWord } = input
  const minute = Math.floor(now.getTime() / 60_000)
  return useMemo(() => {
    if (!incident) return {}
    const at = minute * 60_000
    const notes: Record<number, string> = {}
    const mine = orders.filter((one) => one.incident_id === incident.id && one.state !== 'cancelled')
    for (const area of new Set(mine.map((one) => one.to_area))) {
      const here = mine.filter((one) => one.to_area === area)
      notes[area] = orderWord(here.filter((one) => one.state === 'done').length, here.length)
    }
    const silent = matrix.filter((one) => one.state === 'silent')
    for (const one of silent) {
      const since = Date.parse(one.last_at ?? incident.occurred_at)
      notes[one.area] = silentWord(span(Math.max(0, at - since)))
    }
    const footprint = footprintOf(estimates, incident.id)
    const quake = incident.hazard.startsWith(QUAKE) || incident.magnitude !== null
    return {
      epicentre: { lon: incident.lon, lat: incident.lat, label: quake && incident.magnitude !== null ? `M${incident.magnitude.toFixed(1)}` : '' },
      bands: footprint?.footprint?.bands ?? [],
      ...(own === undefined ? {} : { own }),
      silent: silent.map((one) => one.area),
      ordered: [...new Set(mine.filter((one) => one.state !== 'done' && one.state !== 'refused').map((one) => one.to_area))],
      notes,
      marks: [...damage(reports.filter((one) => one.incident_id === incident.id)), ...depots(warehouses)],
      flows: ways(shipments, incident),
    }
  }, [incident, estimates, reports, warehouses, shipments, orders, matrix, minute, own, silentWord, orderWord])
}
