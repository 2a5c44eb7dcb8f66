import type { Finding, Indicator } from '@/api/types'

/** What the form holds: typed text by indicator; an empty field is unknown, which is not 0. */
export type Draft = Readonly<Record<string, string>>

/** A typed figure: a number, null for unknown, or undefined where it is no number. */
export function parse(typed: string): number | null | undefined {
  const text = typed.trim().replaceAll(',', '').replaceAll('，', '')
  if (text === '') return null
  if (!/^\d+(\.\d+)?$/.test(text)) return undefined
  return Number(text)
}

/** The figures to send: every indicator that was touched; null says that it is not known. */
export function figuresOf(draft: Draft): Record<string, number | null> {
  return Object.fromEntries(
    Object.entries(draft).flatMap(([code, typed]) => {
      const value = parse(typed)
      return value === undefined ? [] : [[code, value]]
    }),
  )
}

/** Fields whose text is not a number. */
export function unreadable(draft: Draft): string[] {
  return Object.keys(draft).filter((code) => parse(draft[code] ?? '') === undefined)
}

/** Findings by the indicator their pointer names. */
export function byIndicator(findings: readonly Finding[]): Map<string, Finding[]> {
  const found = new Map<string, Finding[]>()
  for (const one of findings) {
    const code = one.pointer?.split('/').pop() ?? ''
    found.set(code, [...(found.get(code) ?? []), one])
  }
  return found
}

/** How deep an indicator stands under others (其中). */
export function depth(one: Indicator, all: ReadonlyMap<string, Indicator>): number {
  let [steps, at] = [0, one.parent]
  while (at && steps < 3) {
    steps += 1
    at = all.get(at)?.parent ?? null
  }
  return steps
}
