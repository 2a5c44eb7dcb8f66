import type { Code } from '@/api/types'
import { type Lang, pick } from '@/app/text'

interface Option {
  value: string
  label: string
}

interface Group {
  label: string
  options: Option[]
}

/** The hazards an incident may have, under their classes: a class is no hazard itself. */
export function hazardOptions(codes: readonly Code[], language: Lang): Group[] {
  const groups = codes.filter((one) => codes.some((other) => other.parent === one.code))
  return groups.map((group) => ({
    label: pick(group.zh, group.en, language),
    options: codes
      .filter((one) => one.parent === group.code && !groups.includes(one))
      .map((one) => ({ value: one.code, label: pick(one.zh, one.en, language) })),
  }))
}
