/** Whether "nothing" can mean that there are no losses, or only that they have not changed. */
import { takenInto } from './incidents'
import type { Known } from './store/phone'
import type { Item } from './store/shown'

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
