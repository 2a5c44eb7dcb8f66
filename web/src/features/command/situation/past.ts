import type { Estimate, Incident, MatrixRow, Order, Report, Shipment } from '@/api/types'
import type { Depot } from '@/app/stock'
import { Projections } from '@/live/reducer'
import type { EventFrame, Snapshot } from '@/live/socket'

/** The topics that the map is made of and that name their incident; depots do not. */
export const PAST_TOPICS = ['incidents', 'estimates', 'reports', 'orders', 'shipments'] as const

const COUNTY = 3

/** What was known of an incident after one of its events. */
export interface Past {
  /** The last event heard by then; null before the first. */
  event: EventFrame | null
  incidents: readonly Incident[]
  estimates: readonly Estimate[]
  reports: readonly Report[]
  orders: readonly Order[]
  shipments: readonly Shipment[]
}

/** An answer of the service about one incident. */
export interface Told {
  event: EventFrame | null
  topics: Snapshot['topics']
}

/** The offset to which an address goes back; null where it names none that has been. */
export function uptoRead(written: string | null, newest: number): number | null {
  if (!/^\d{1,15}$/.test(written ?? '')) return null
  const upto = Number(written)
  return upto <= newest ? upto : null
}

/** One step back along the rising offsets of an incident's events, the last of which is the present (null). */
export function stepBack(offsets: readonly number[], at: number | null): number | null {
  const now = at ?? offsets.at(-1) ?? 0
  return offsets.filter((one) => one < now).at(-1) ?? at
}

/** One step forward; past the last one it is the present again. */
export function stepForward(offsets: readonly number[], at: number | null): number | null {
  const next = at === null ? undefined : offsets.find((one) => one > at)
  return next === undefined || next === offsets.at(-1) ? null : next
}

/** The step that shows an offset: the last event that it holds. */
export function stepOf(offsets: readonly number[], at: number | null): number {
  return at === null ? offsets.length - 1 : Math.max(0, offsets.filter((one) => one <= at).length - 1)
}

/** What an incident, and those that were merged into it, had come to; the first answer is its own. */
export function pastOf(told: readonly Told[]): Past {
  const topics: Record<string, Told['topics'][string]> = {}
  for (const name of PAST_TOPICS) topics[name] = told.flatMap((one) => one.topics[name] ?? [])
  // As the live screens hold them: what was merged by then counts where it was merged into.
  const held = new Projections()
  held.replace({ site: 0, epoch: '', offset: 0, topics })
  const list = <T>(topic: (typeof PAST_TOPICS)[number]) => held.list(topic) as unknown as readonly T[]
  return {
    event: told[0]?.event ?? null,
    incidents: list('incidents'),
    estimates: list('estimates'),
    reports: list('reports'),
    orders: list('orders'),
    shipments: list('shipments'),
  }
}

/**
 * How counties stood with their reports: silent was who had not sent what was due by then.
 *
 * What was due is told by the next report that came after all, else by the present matrix; where that awaits nothing
 * any more, the first report of all counties was due when the others' were.
 */
export function matrixThen(rows: readonly MatrixRow[], then: readonly Report[], now: readonly Report[], at: Date): MatrixRow[] {
  const known = new Set(then.map((one) => one.id))
  const earliest = (items: readonly Report[]) => [...items].sort((a, b) => Date.parse(a.submitted_at) - Date.parse(b.submitted_at))
  const first = now.find((one) => one.tier === COUNTY && one.seq === 1)?.due_at ?? null
  return rows.map((row) => {
    const sent = earliest(then.filter((one) => one.area === row.area)).at(-1)
    const next = earliest(now.filter((one) => one.area === row.area && !known.has(one.id)))[0]
    const due = next ? next.due_at : (row.due_at ?? (sent ? null : first))
    const silent = due !== null && Date.parse(due) < at.getTime()
    return { ...row, state: silent ? 'silent' : 'not_due', due_at: due, last_at: sent?.submitted_at ?? null }
  })
}

/** Depots without their stock: what lay in them then is not in the incident's events. */
export function depotsThen(depots: readonly Depot[]): Depot[] {
  return depots.map((one) => ({ ...one, stock: null, past: true }))
}
