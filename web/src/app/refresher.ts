import type { Query, QueryClient } from '@tanstack/react-query'

/** The first event is followed soon: what comes with it is asked for together. */
const SOON_MS = 250
/** Screens that hear the same event do not all ask in the same instant. */
const JITTER = 0.3

/** By name of a query, the topics whose events change its answer; a name without an entry follows all of them. */
const FOLLOWS: Readonly<Record<string, readonly string[]>> = {
  estimates: ['estimates'],
  figures: ['incidents', 'reports', 'estimates'],
  responses: ['incidents', 'reports', 'estimates', 'responses'],
  'first-hour': ['incidents', 'reports', 'estimates', 'responses', 'orders', 'tasks'],
  reports: ['reports'],
  'reports-of': ['reports'],
  below: ['reports'],
  matrix: ['incidents', 'reports', 'estimates', 'responses'],
  stock: ['shipments'],
  demand: ['incidents', 'reports', 'estimates', 'shipments', 'warehouses'],
  // Never another answer to the same question.
  estimate: [],
  check: [],
  past: [],
  plan: [],
  // Their keys name the version that was heard.
  incident: [],
  order: [],
  shipment: [],
}

const follows = (query: Query, incident: string, topic: string): boolean =>
  query.queryKey.includes(incident) && (FOLLOWS[String(query.queryKey[0])]?.includes(topic) ?? true)

/**
 * Asks again for what events have changed, however fast they come: a request under way is left to
 * end, and what was heard meanwhile is asked for once after it.
 */
export class Refresher {
  private readonly cache: QueryClient
  private readonly pace: () => number
  private readonly random: () => number
  private due = new Set<Query>()
  private timer: ReturnType<typeof setTimeout> | null = null
  private last = Number.NEGATIVE_INFINITY

  constructor(cache: QueryClient, pace: () => number, random: () => number = Math.random) {
    this.cache = cache
    this.pace = pace
    this.random = random
  }

  /** An event of a topic happened in an incident. */
  heard(incident: string, topic: string): void {
    for (const query of this.cache.getQueryCache().getAll()) {
      if (follows(query, incident, topic)) this.due.add(query)
    }
    this.schedule()
  }

  /** Events were missed: anything that can change may have. */
  missed(): void {
    for (const query of this.cache.getQueryCache().getAll()) {
      if (FOLLOWS[String(query.queryKey[0])]?.length !== 0) this.due.add(query)
    }
    this.schedule()
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    this.due.clear()
  }

  private schedule(): void {
    if (this.timer || this.due.size === 0) return
    const since = Date.now() - this.last
    const wait = Math.max(SOON_MS, this.pace() - since) * (1 + JITTER * this.random())
    this.timer = setTimeout(() => this.ask(), wait)
  }

  private ask(): void {
    this.timer = null
    this.last = Date.now()
    const waiting = new Set<Query>()
    const ready = new Set<Query>()
    // An answer on its way may have been made before the event: ask once more when it is here.
    for (const query of this.due) {
      if (this.cache.getQueryCache().get(query.queryHash) === query) (query.state.fetchStatus === 'idle' ? ready : waiting).add(query)
    }
    this.due = waiting
    void this.cache.invalidateQueries({ predicate: (query) => ready.has(query) }, { cancelRefetch: false })
    this.schedule()
  }
}
