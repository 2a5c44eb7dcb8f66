/** What a report becomes on the wire. */
import type { Body } from '@/api/addresses'
import type { Incident, Report, ReportKind } from '@/api/types'
import { takenInto } from './incidents'
import type { Place } from './store/drafts'
import type { Known } from './store/phone'
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

/** Whether a report, sent or waiting, states a loss. */
function statesLoss(figures: unknown): boolean {
  return Object.values((figures ?? {}) as Record<string, number | null>).some((n) => (n ?? 0) > 0)
}

/**
 * What the unit has stated so far, as far as this phone knows: whether any report of it names a loss, so
 * that "nothing" can only mean no change, and which of those that name one is the last still waiting.
 */
export function lossesSoFar(
  area: number,
  incidentId: string,
  known: Pick<Known, 'incidents' | 'reports'>,
  items: readonly Item[],
): { any: boolean; waiting: string | null } {
  const counts = (of: { area?: unknown; incident_id?: unknown; figures?: unknown }): boolean =>
    of.area === area &&
    takenInto(known.incidents, String(of.incident_id)) === incidentId &&
    statesLoss(of.figures)
  const waiting = items.filter((item) => item.kind === 'report' && counts(item.body)).at(-1)
  return {
    any: waiting !== undefined || known.reports.some(counts),
    waiting: waiting?.command_id ?? null,
  }
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
