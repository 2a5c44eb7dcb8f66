import { age, exact, range, rough } from '@/app/format'
import { type Lang, lang } from '@/app/text'
import type { FigureRow } from './rows'
import type { Words } from './text'

/** Why nothing can be said yet: what was asked for is on its way, or could not be read. */
export type Unread = 'loading' | 'failed'

/** The unread state of a query; null once it holds an answer, however old. */
export function unreadOf(query: { data: unknown; error: unknown }): Unread | null {
  if (query.data !== undefined) return null
  return query.error ? 'failed' : 'loading'
}

export function figureText(
  row: FigureRow,
  words: Words,
  language: Lang = lang(),
): { value: string; unit: string } {
  const unit = row.key === 'collapsed' ? words.rooms : words.people
  if (row.value === null) return { value: '—', unit: '' }
  if (row.mark !== 'estimate') return { value: exact(row.value), unit }
  // The large figure stands apart from what it is counted in: `~53` and `万`.
  const [, value = '', many = ''] = /^(~[\d.,]+)(.*)$/.exec(rough(row.value, language)) ?? []
  return { value, unit: many + unit }
}

/** The line under a figure's name: its age and who was heard, or why it is not known. */
export function under(
  row: FigureRow,
  words: Words,
  is: {
    now: Date
    /** Tier of the wall's office: its figures add up the tier below. */
    tier: number
    unread: Unread | null
    /** A model is at work on the first estimate. */
    estimating: boolean
  },
  language: Lang = lang(),
): string {
  if (row.mark === 'estimate') {
    if (row.value !== null && row.lo !== null && row.hi !== null) {
      return range(row.lo, row.hi, language)
    }
    return is.estimating ? words.estimating : words.noEstimate
  }
  if (is.unread) return words.unread[is.unread]
  if (row.value === null) return words.notHeard
  // Beside "at least" a nil of some would read as a nil of all.
  const nil = row.value === 0 && !row.atLeast
  const heard = !row.heard
    ? ''
    : nil
      ? words.nilFrom(row.heard, is.tier)
      : row.expected
        ? words.heard(row.heard, row.expected, is.tier)
        : ''
  const old = row.at ? age(row.at, is.now, language) : ''
  const ago = old.includes(':') ? old : words.old(old)
  return [old && ago, heard].filter(Boolean).join(' · ')
}
