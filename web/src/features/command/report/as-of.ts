import { clock, day } from '@/app/format'
import type { Lang } from '@/app/text'

const DAY = 86_400_000
const BEIJING = 8 * 3_600_000

/** The last midnight in Beijing: daily reports count until 24:00 of the day before. */
export function lastMidnight(now: Date): Date {
  return new Date(Math.floor((now.getTime() + BEIJING) / DAY) * DAY - BEIJING)
}

/** Until when data count: `8月6日 24:00`, `8月7日 08:30`. */
export function sayAsOf(at: string, language: Lang): string {
  const when = new Date(at)
  const midnight = lastMidnight(when).getTime() === when.getTime()
  return midnight ? `${day(new Date(when.getTime() - DAY), language)} 24:00` : `${day(when, language)} ${clock(when)}`
}

/** A time as a field for date and time holds it, in Beijing's time. */
export function toField(at: string): string {
  return new Date(Date.parse(at) + BEIJING).toISOString().slice(0, 16)
}

/** The time in such a field; null while it is incomplete. */
export function fromField(typed: string): string | null {
  const at = Date.parse(`${typed}:00+08:00`)
  return Number.isNaN(at) ? null : new Date(at).toISOString()
}
