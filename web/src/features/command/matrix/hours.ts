import { day } from '@/app/format'
import type { Lang } from '@/app/text'

/** The days that the hours of a matrix lie in, each with the number of its hours. */
export function daysOf(hours: readonly string[], language: Lang): { day: string; hours: number }[] {
  const days: { day: string; hours: number }[] = []
  for (const at of hours) {
    const last = days.at(-1)
    if (last?.day === day(at, language)) last.hours += 1
    else days.push({ day: day(at, language), hours: 1 })
  }
  return days
}
