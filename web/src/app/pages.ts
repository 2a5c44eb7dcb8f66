/** Which pages a post may open; what it may do there the server decides. */

export type PageName = 'situation' | 'incidents' | 'reports' | 'estimates' | 'orders' | 'dispatch' | 'duty' | 'board'

const ALL: readonly PageName[] = ['situation', 'incidents', 'reports', 'estimates', 'orders', 'dispatch', 'duty', 'board']

/** Administrators keep accounts and records and have no page of the command, by the rule that parts their offices. */
const PAGES: Record<string, readonly PageName[]> = {
  duty: ALL,
  decider: ALL,
  leader: ['situation', 'incidents', 'reports', 'estimates', 'orders', 'dispatch', 'board'],
  reporter: ['situation', 'incidents', 'reports', 'orders'],
  kiosk: ['situation', 'board'],
}

/** Whether somebody with these roles may open a page. */
export function mayOpen(roles: readonly string[], page: PageName): boolean {
  return roles.some((role) => PAGES[role]?.includes(page))
}

/** The page that a path names, or null where it names none. */
export function pageOf(first: string | undefined): PageName | null {
  if (first === undefined) return 'situation'
  return ALL.find((one) => one === first && one !== 'situation') ?? null
}

/** Where somebody starts: the leader at the board, the reporter at the report, everybody else at the map. */
export function homeOf(roles: readonly string[]): string {
  if (roles.includes('duty') || roles.includes('decider')) return '/'
  if (roles.includes('leader')) return '/board'
  return roles.includes('reporter') ? '/reports' : '/'
}
