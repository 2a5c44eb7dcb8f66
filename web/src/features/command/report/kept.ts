import { useEffect, useState } from 'react'
import type { Draft } from './draft'

/** What is being written: figures as typed, the remark, reasons by rule. */
export interface Written {
  draft: Draft
  note: string
  reasons: Readonly<Record<string, string>>
}

export const BLANK: Written = { draft: {}, note: '', reasons: {} }

/** Where a report in writing is kept on this machine: by post, so that the next shift does not find another's. */
export function keyOf(post: string, incident: string, area: number): string {
  return `jm.report.${post}.${incident}.${area}`
}

const isText = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' && value !== null && Object.values(value).every((one) => typeof one === 'string')

/** Read what was kept; anything unreadable is as good as nothing. */
export function recall(stored: string | null): Written {
  try {
    const read = JSON.parse(stored ?? 'null') as Partial<Written> | null
    if (!read || !isText(read.draft) || !isText(read.reasons) || typeof read.note !== 'string') return BLANK
    return { draft: read.draft, note: read.note, reasons: read.reasons }
  } catch {
    return BLANK
  }
}

export function isBlank(written: Written): boolean {
  return [written.note, ...Object.values(written.draft), ...Object.values(written.reasons)].every((one) => one.trim() === '')
}

/** A report in writing that a reload does not lose; an empty one leaves nothing behind. */
export function useWritten(key: string): [Written, (change: (old: Written) => Written) => void] {
  const [written, setWritten] = useState(() => recall(window.localStorage.getItem(key)))
  useEffect(() => {
    if (isBlank(written)) window.localStorage.removeItem(key)
    else window.localStorage.setItem(key, JSON.stringify(written))
  }, [key, written])
  return [written, setWritten]
}
