/** The figures a report from the ground carries. `null` is not known, 0 is a nil report: never the same. */
export type Count = number | null

export const INDICATORS = [
  'collapsed_rooms',
  'severe_rooms',
  'injured',
  'deaths',
  'missing',
] as const
export type Indicator = (typeof INDICATORS)[number]
export type Figures = Record<Indicator, Count>

export const UNKNOWN: Figures = {
  collapsed_rooms: null,
  severe_rooms: null,
  injured: null,
  deaths: null,
  missing: null,
}

/** Largest count a stepper takes: beyond it the desk's form, where every digit is checked. */
export const LARGEST = 999_999

/** One step up: the first touch of an unknown figure makes it 1. */
export function more(value: Count): number {
  return Math.min(LARGEST, (value ?? 0) + 1)
}

/** One step down: an unknown figure becomes 0, 0 becomes unknown again (a slip can be taken back). */
export function less(value: Count): Count {
  if (value === null) return 0
  return value === 0 ? null : value - 1
}

/** Read a typed figure: empty is unknown, anything but digits leaves the value as it was. */
export function typed(text: string, before: Count): Count {
  const trimmed = text.trim()
  if (trimmed === '') return null
  if (!/^\d{1,6}$/.test(trimmed)) return before
  return Number(trimmed)
}

/** Deaths and missing as the one number the form shows; unknown only if both are. */
export function lost(figures: Figures): Count {
  if (figures.deaths === null && figures.missing === null) return null
  return (figures.deaths ?? 0) + (figures.missing ?? 0)
}

/**
 * Set the one number for deaths and missing.
 *
 * 0 states that there are neither. A rise counts as missing until the reporter says otherwise: a death is
 * reported as a death only when somebody says so. A fall takes from the missing first. `dead` is how many
 * deaths were stated: while the number is typed anew, its first digit alone says nothing about them.
 */
export function withLost(figures: Figures, total: Count, dead: Count = figures.deaths): Figures {
  if (total === null) return { ...figures, deaths: null, missing: null }
  const deaths = Math.min(dead ?? 0, total)
  return { ...figures, deaths, missing: total - deaths }
}

/** Say how many of the lost are dead; the rest are missing. */
export function withDeaths(figures: Figures, deaths: number): Figures {
  const total = lost(figures) ?? 0
  const said = Math.max(0, Math.min(deaths, total))
  return { ...figures, deaths: said, missing: total - said }
}

/** Tell whether nothing at all has been stated. */
export function isBlank(figures: Figures): boolean {
  return INDICATORS.every((name) => figures[name] === null)
}

/** Figures that are known, for the wire: an unknown one is left out of the message. */
export function known(figures: Figures): Partial<Record<Indicator, number>> {
  return Object.fromEntries(
    INDICATORS.filter((name) => figures[name] !== null).map((name) => [name, figures[name]]),
  )
}
