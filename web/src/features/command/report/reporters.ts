const REPORTERS = new Set<string>(['duty', 'decider', 'reporter'])

/** Whether a post writes loss reports; others read them in the matrix. */
export function mayReport(roles: readonly string[]): boolean {
  return roles.some((role) => REPORTERS.has(role))
}
