import type { ResponseDetail } from '@/api/types'
import { level as numeral } from '@/app/format'
import { type Lang, pick } from '@/app/text'

/** What a decision rests on, as its dialog shows it. */
export interface Grounds {
  basis: string
  level: string
}

/** The grounds a response gives for deciding now. */
export function groundsOf(response: ResponseDetail, language: Lang, none: string): Grounds {
  const { proposed } = response
  return {
    basis: proposed ? pick(proposed.criterion_zh, proposed.criterion_en, language) : pick(response.verdict_zh, response.verdict_en, language),
    level: `${response.level === null ? none : numeral(response.level, language)}${proposed ? ` → ${numeral(proposed.level, language)}` : ''}`,
  }
}

export const sameGrounds = (a: Grounds, b: Grounds): boolean => a.basis === b.basis && a.level === b.level

/**
 * The record a decision is signed on: what was read, until its reader takes what has come since. One
 * that says the same in a newer version is what was read.
 */
export function signedOn(read: ResponseDetail, now: ResponseDetail, language: Lang): { record: ResponseDetail; changed: boolean } {
  const changed = !sameGrounds(groundsOf(read, language, '—'), groundsOf(now, language, '—'))
  return { record: changed ? read : now, changed }
}
