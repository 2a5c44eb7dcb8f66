/** What a report becomes on the wire, sent by who wrote it or by who took it over as a line. */
import type { Body } from '@/api/addresses'
import type { Incident, Report, ReportKind } from '@/api/types'
import { known } from './figures'
import { saidAt, type ShortReport } from './line'

/** Where the report was written, and how that is known. */
export type Place =
  | { how: 'unit' }
  | { how: 'gps'; lon: number; lat: number; accuracy_m: number }
  | { how: 'map'; lon: number; lat: number }

/** A report that the centre has. */
type Arrived = Pick<Report, 'incident_id' | 'area'>
/** Something that waits on a phone to be sent. */
interface Waiting {
  kind: string
  body: Record<string, unknown>
}

/** A first report until one of the unit has arrived or waits to be sent; then follow-ups. */
export function reportKind(
  area: number,
  incidentId: string,
  reports: readonly Arrived[],
  items: readonly Waiting[] = [],
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

/** What a report taken over as a line counts as: a first one that comes second is a follow-up. */
export function handedKind(
  report: ShortReport,
  incidentId: string,
  reports: readonly Arrived[],
  items: readonly Waiting[] = [],
): ShortReport['kind'] {
  if (report.kind === 'FOLLOWUP') return 'FOLLOWUP'
  return reportKind(report.area, incidentId, reports, items)
}

/** A report taken over as a line, by a unit (`own`) that is its own or one above. */
export function handedBody(options: {
  report: ShortReport
  incident: Pick<Incident, 'id' | 'occurred_at'>
  kind: ReportKind
  /** The name of the unit the report speaks for. */
  unit: string
  own: number
  /** World time. */
  now: Date
}): Body<'post', '/api/reports'> {
  const { report, incident, kind, unit, own, now } = options
  const { area, lon, lat, figures } = report
  return reportBody({
    incident,
    area,
    kind,
    figures: known(figures),
    nil: report.nil,
    place: lon === null || lat === null ? { how: 'unit' } : { how: 'map', lon, lat },
    note: area === own ? '' : `转交自 ${unit}`,
    deviceAt: new Date(),
    dataAsOf: saidAt(report.clock, now),
  })
}
