/** The moves a reader may make with a record, without the noun before the verb. */
export function can(moves: readonly string[] | undefined, verb: string): boolean {
  return (moves ?? []).some((one) => one === verb || one.endsWith(`.${verb}`))
}
