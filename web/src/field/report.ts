/** What a report becomes on the wire. */
import type { Body } from '@/api/addresses'
import type { Incident, Report, ReportKind } from '@/api/types'
import type { Place } from './store/drafts'
import type { Item } from './store/shown'

/** A first report until one of the unit has gone out or waits; then follow-ups. */
export function reportKind(
  area: number,
  incidentId: string,
  reports: readonly Report[],
  items: readonly Item[],
): Extract<ReportKind, 'INITIAL' | 'FOLLOWUP'> {
  const received = reports.some((r) => r.incident_id === incidentId && r.area === area)
  const waiting = items.some(
    (item) =>
      item.kind === 'report' &&
      item.body['incident_id'] === incidentId &&
      item.body['area'] === area,
  )
  return received || waiting ? 'FOLLOWUP' : 'INITIAL'
}

export function reportBody(options: {
  incident: Pick<Incident, 'id' | 'occurred_at'>
  /** The unit it speaks for. */
  area: number
  kind: ReportKind
  figures: Record<string, number | null>
  nil: boolean
  place: Place
  note: string
  deviceAt: Date
  /** World time up to which the figures count; never before the event. */
  dataAsOf: Date
}): Body<'post', '/api/reports'> {
  const { incident, area, kind, figures, nil, place, note, deviceAt, dataAsOf } = options
  const where =
    place.how === 'unit'
      ? {}
      : {
          lon: place.lon,
          lat: place.lat,
          ...(place.how === 'gps' ? { accuracy_m: place.accuracy_m } : {}),
        }
  const asOf = new Date(Math.max(dataAsOf.getTime(), Date.parse(incident.occurred_at)))
  return {
    incident_id: incident.id,
    area,
    kind,
    figures,
    nil_report: nil,
    device_at: deviceAt.toISOString(),
    data_as_of: asOf.toISOString(),
    source: 'field',
    ...where,
    ...(note ? { note_zh: note } : {}),
  }
}
