/** Which incident the form is about. */
import type { Incident } from '@/api/types'
import type { Pin } from './store/phone'

/** The incidents one may report on, newest first. */
export function openIncidents(incidents: readonly Incident[]): Incident[] {
  return incidents
    .filter((one) => one.state !== 'closed' && one.state !== 'merged')
    .sort((a, b) => b.occurred_at.localeCompare(a.occurred_at))
}

/**
 * The incident the form stays with, however many newer ones arrive: an aftershock must not take over a
 * form in which something is being typed. One that was merged is followed; one that closed gives way.
 */
export function pinnedIncident(incidents: readonly Incident[], pin: Pin): Incident | undefined {
  const open = openIncidents(incidents)
  const id = takenInto(incidents, pin.incidentId)
  return open.find((one) => one.id === id) ?? open[0]
}

/** The incident that a report on another one counts in: itself, or the one it was merged into. */
export function takenInto(incidents: readonly Incident[], from: string | null): string | null {
  const all = new Map(incidents.map((one) => [one.id, one]))
  let id = from
  for (let steps = 0; id !== null && steps < incidents.length; steps += 1) {
    const here: Incident | undefined = all.get(id)
    if (here?.state !== 'merged') break
    id = here.merged_into
  }
  return id
}

/** Open incidents of which the reporter has not been told yet; none before a first one is shown. */
export function newsOf(open: readonly Incident[], pin: Pin): Incident[] {
  return pin.incidentId === null ? [] : open.filter((one) => !pin.seen.includes(one.id))
}
