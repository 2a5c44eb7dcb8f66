import type { Finding } from '@/api/types'
import type { Written } from './kept'

/** The indicator a finding is about; null where it is about the report as a whole. */
export function codeOf(finding: Finding): string | null {
  return finding.pointer.startsWith('/figures/') ? finding.pointer.slice(9) : null
}

/** What a tick stands for: this rule, here, with these very figures; another figure needs another tick. */
export function tickOf(finding: Finding): string {
  return `${finding.rule} ${finding.pointer} ${finding.zh}`
}

/** Whether a finding still wants something: a figure mended, a tick or a reason. */
export function isOpen(finding: Finding, { ticked, reasons }: Pick<Written, 'ticked' | 'reasons'>): boolean {
  if (finding.severity === 'hard') return true
  return !explained(reasons[finding.rule]) && !ticked.includes(tickOf(finding))
}

export function explained(why: string | undefined): why is string {
  return (why ?? '').trim().length >= 2
}

/** How many cells forbid sending. */
export function cellsToMend(findings: readonly Finding[], unreadable: readonly string[]): number {
  const pointers = findings.filter((one) => one.severity === 'hard').map((one) => one.pointer)
  return new Set([...pointers, ...unreadable.map((code) => `/figures/${code}`)]).size
}

/** The reasons to send: those written, and `checked` for rules whose every warning was ticked or confirmed. */
export function reasonsOf(findings: readonly Finding[], { ticked, reasons }: Pick<Written, 'ticked' | 'reasons'>, checked: string): Record<string, string> {
  const given = Object.entries(reasons).filter(([, why]) => explained(why)).map(([rule, why]) => [rule, why.trim()] as const)
  const looked = findings.filter((one) => one.severity === 'warning' && !one.excusable && !explained(reasons[one.rule]))
  const complete = looked.filter(({ rule }) => looked.every((one) => one.rule !== rule || ticked.includes(tickOf(one))))
  return Object.fromEntries([...complete.map(({ rule }) => [rule, checked] as const), ...given])
}
