import type { EventFrame, Snapshot } from './socket'

export interface Held {
  id: string
  version: number
  removed?: boolean
}

/** How many of a topic a snapshot brings, the newest: no screen holds more, however long it is open. */
const MOST: Readonly<Record<string, number>> = { reports: 2000, estimates: 1000 }
/** Let go of many at a time, so that not every event sorts them. */
const SLACK = 100

/** What is under way goes on with the incident that took its own in, as the service's lists have it. */
const FOLLOWING = ['orders', 'tasks', 'shipments']

/** All projections a screen holds, by topic and id. */
export class Projections {
  private readonly topics = new Map<string, Map<string, Held>>()
  private readonly lists = new Map<string, readonly Held[]>()

  /** Start over from a snapshot. */
  replace(snapshot: Snapshot): void {
    this.topics.clear()
    this.lists.clear()
    for (const [topic, items = []] of Object.entries(snapshot.topics)) {
      this.topics.set(topic, new Map(items.map((item) => [item.id, item])))
    }
  }

  /** Take in one event; tells whether anything changed. */
  apply(frame: EventFrame): boolean {
    const known = this.topics.get(frame.t) ?? new Map<string, Held>()
    const before = known.get(frame.e)
    if (before && before.version >= frame.v) return false
    const held = { ...(frame.b as unknown as Held), id: frame.e, version: frame.v }
    // Of what was removed only the version is kept, so that no late event brings it back.
    known.set(frame.e, held.removed === true ? { id: held.id, version: held.version, removed: true } : held)
    shorten(known, MOST[frame.t] ?? Number.POSITIVE_INFINITY)
    this.topics.set(frame.t, known)
    for (const topic of frame.t === 'incidents' ? [frame.t, ...FOLLOWING] : [frame.t]) this.lists.delete(topic)
    return true
  }

  /** The incident that counts what belongs to another: itself, unless it was merged. */
  countedIn(incident: string): string {
    const held = this.topics.get('incidents')?.get(incident) as (Held & { merged_into?: string | null }) | undefined
    return held?.merged_into ? this.countedIn(held.merged_into) : incident
  }

  /** What a topic holds; the same array until it changes. Removed records stay known, but hidden. */
  list(topic: string): readonly Held[] {
    let list = this.lists.get(topic)
    if (!list) {
      list = [...(this.topics.get(topic)?.values() ?? [])].filter((item) => item.removed !== true)
      if (FOLLOWING.includes(topic)) list = list.map((item) => this.followed(item))
      this.lists.set(topic, list)
    }
    return list
  }

  private followed(item: Held): Held {
    const { incident_id: own } = item as Held & { incident_id?: string }
    const counted = own && this.countedIn(own)
    return counted === own ? item : { ...item, incident_id: counted } as Held
  }
}

/** Drop the oldest beyond `most`: ids grow with time. */
function shorten(known: Map<string, Held>, most: number): void {
  if (known.size <= most + SLACK) return
  for (const id of [...known.keys()].sort().slice(0, known.size - most)) known.delete(id)
}
