import { useEffect, useState } from 'react'
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

/** A report in writing that a reload does not lose, and whether that is so. */
export function useWritten(key: string): [Written, (change: (old: Written) => Written) => void, boolean] {
  const [written, setWritten] = useState(() => recall(window.localStorage.getItem(key)))
  const [kept, setKept] = useState(true)
  useEffect(() => setKept(keep(window.localStorage, key, written)), [key, written])
  return [written, setWritten, kept]
}
