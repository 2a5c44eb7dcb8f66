/** What a draft becomes on the wire. */
import type { Body } from '@/api/addresses'
import type { Report, ReportKind } from '@/api/types'
import type { Draft } from './store/drafts'
import type { Item } from './store/phone'
import type { Reporter } from './reporter'

/** A first report until one of this unit has gone out or waits; then follow-ups. */
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
  session: Reporter
  draft: Draft
  kind: ReportKind
  figures: Record<string, number | null>
  nil: boolean
  note: string
  deviceAt: Date
  /** World time up to which the figures count. */
  dataAsOf: Date
}): Body<'post', '/api/reports'> {
  const { session, draft, kind, figures, nil, note, deviceAt, dataAsOf } = options
  const { place } = draft
  const where =
    place.how === 'unit'
      ? {}
      : {
          lon: place.lon,
          lat: place.lat,
          ...(place.how === 'gps' ? { accuracy_m: place.accuracy_m } : {}),
        }
  const words = [draft.relayedFrom ? `转交自 ${draft.relayedFrom}` : '', note].filter(Boolean)
  return {
    incident_id: draft.incidentId,
    area: draft.area ?? session.area,
    kind,
    figures,
    nil_report: nil,
    device_at: deviceAt.toISOString(),
    data_as_of: dataAsOf.toISOString(),
    source: 'field',
    ...where,
    ...(words.length ? { note_zh: words.join('；') } : {}),
  }
}
