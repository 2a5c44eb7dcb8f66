import { useSyncExternalStore } from 'react'
import type { Draft } from './draft'

/** A photo handed in already; it goes with the report. */
export interface Photo {
  id: string
  name: string
}

/** What is being written: figures as typed, what explains them, and what goes along. */
export interface Written {
  draft: Draft
  note: string
  reasons: Readonly<Record<string, string>>
  /** Warnings looked at and found right, as `tickOf` names them. */
  ticked: readonly string[]
  /** Until when the data count; empty means until sending. */
  asOf: string
  /** When the newest report from below came that it was filled from; empty if it was not filled. */
  drawn: string
  final: boolean
  photos: readonly Photo[]
  /** Rows of the ledgers, as typed. */
  ledgers: Readonly<Record<'deaths_missing' | 'house_households', string>>
  /** When it was last changed, in the incident's time; empty while nothing is kept. */
  at: string
}

export const BLANK: Written = {
  draft: {}, note: '', reasons: {}, ticked: [], asOf: '', drawn: '', final: false, photos: [], ledgers: { deaths_missing: '', house_households: '' }, at: '',
}

/** Where a report in writing is kept on this machine: by post, so that the next shift does not find another's. */
export function keyOf(post: string, incident: string, area: number): string {
  return `jm.report.${post}.${incident}.${area}`
}

const isText = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' && value !== null && Object.values(value).every((one) => typeof one === 'string')

const isPhoto = (value: unknown): value is Photo => isText(value) && 'id' in value && 'name' in value

const said = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Read what was kept; anything unreadable is as good as nothing. */
export function recall(stored: string | null): Written {
  try {
    const read = JSON.parse(stored ?? 'null') as Partial<Record<keyof Written, unknown>> | null
    if (!read || !isText(read.draft) || !isText(read.reasons) || typeof read.note !== 'string') return BLANK
    const { draft, note, reasons, ticked, photos, ledgers } = read
    return {
      draft, note, reasons,
      ticked: Array.isArray(ticked) ? ticked.map(said) : [],
      asOf: said(read.asOf), drawn: said(read.drawn), final: read.final === true,
      photos: Array.isArray(photos) ? photos.filter(isPhoto) : [],
      ledgers: isText(ledgers) ? { ...BLANK.ledgers, ...ledgers } : BLANK.ledgers,
      at: said(read.at),
    }
  } catch {
    return BLANK
  }
}

export function isBlank({ draft, note, reasons, ledgers, photos }: Written): boolean {
  return photos.length === 0 && [note, ...[draft, reasons, ledgers].flatMap((texts) => Object.values(texts))].every((one) => one.trim() === '')
}

/** Put a report in writing away, or what is left of it when it is empty; tells whether this machine had room. */
export function keep(store: Pick<Storage, 'setItem' | 'removeItem'>, key: string, written: Written): boolean {
  try {
    if (isBlank(written)) store.removeItem(key)
    else store.setItem(key, JSON.stringify(written))
    return true
  } catch {
    return false
  }
}

/** What was changed since a report was sent: the beginning of the next one, and nothing of what went. */
export function rest(sent: Written, now: Written): Written {
  const changed = (name: 'draft' | 'reasons') => Object.fromEntries(Object.entries(now[name]).filter(([key, typed]) => typed !== sent[name][key]))
  const rows = (ledger: keyof Written['ledgers']) => (now.ledgers[ledger] === sent.ledgers[ledger] ? '' : now.ledgers[ledger])
  const left: Written = {
    draft: changed('draft'), reasons: changed('reasons'),
    note: now.note === sent.note ? '' : now.note,
    ticked: now.ticked.filter((one) => !sent.ticked.includes(one)),
    asOf: now.asOf === sent.asOf ? '' : now.asOf,
    drawn: now.drawn === sent.drawn ? '' : now.drawn,
    final: now.final && !sent.final,
    photos: now.photos.filter(({ id }) => !sent.photos.some((one) => one.id === id)),
    ledgers: { deaths_missing: rows('deaths_missing'), house_households: rows('house_households') },
    at: now.at,
  }
  return isBlank(left) ? BLANK : left
}

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** What is being written, apart from the forms that show it: an answer or a photo may come when its form was left. */
export class Writings {
  private readonly held = new Map<string, { written: Written; kept: boolean }>()
  private readonly listeners = new Set<() => void>()

  constructor(private readonly store: () => Store) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  read(key: string): { written: Written; kept: boolean } {
    const known = this.held.get(key) ?? { written: recall(this.store().getItem(key)), kept: true }
    this.held.set(key, known)
    return known
  }

  change(key: string, change: (old: Written) => Written): void {
    const written = change(this.read(key).written)
    this.held.set(key, { written, kept: keep(this.store(), key, written) })
    for (const listener of this.listeners) listener()
  }

  /** Read again what another page of this machine has written. */
  forget(key: string): void {
    this.held.delete(key)
    for (const listener of this.listeners) listener()
  }
}

const writings = new Writings(() => window.localStorage)
if (typeof window !== 'undefined') window.addEventListener('storage', ({ key }) => key && writings.forget(key))

/** A report in writing that neither a reload nor leaving its form loses, and whether that is so. */
export function useWritten(key: string): [Written, (change: (old: Written) => Written) => void, boolean] {
  const { written, kept } = useSyncExternalStore(writings.subscribe, () => writings.read(key))
  return [written, (change) => writings.change(key, change), kept]
}
