/** Which pages a post may open; what it may do there the server decides. */

export type CommandPage = 'situation' | 'incidents' | 'reports' | 'estimates' | 'orders' | 'dispatch' | 'duty' | 'board'
export type AdministrationPage = 'people' | 'offices' | 'grants' | 'audit' | 'attempts'
export type PageName = CommandPage | AdministrationPage

const ALL: readonly CommandPage[] = ['situation', 'incidents', 'reports', 'estimates', 'orders', 'dispatch', 'duty', 'board']

/** In the order of the rail. */
const ADMINISTRATION: readonly AdministrationPage[] = ['grants', 'people', 'offices', 'audit', 'attempts']

/** Administrators keep accounts and records and have no page of the command, by the rule that parts their offices. */
const PAGES: Record<string, readonly PageName[]> = {
  duty: ALL,
  decider: ALL,
  leader: ['situation', 'incidents', 'reports', 'estimates', 'orders', 'dispatch', 'board'],
  reporter: ['situation', 'incidents', 'reports', 'orders'],
  kiosk: ['situation', 'board'],
  system_admin: ['people', 'offices'],
  security_admin: ['grants', 'people', 'offices'],
  audit_admin: ['audit', 'attempts'],
}

/** A way to a page, with how much waits there. */
export interface RailItem {
  key: Exclude<CommandPage, 'board'>
  path: string
  badge?: number
}

/** Whether somebody with these roles may open a page. */
export function mayOpen(roles: readonly string[], page: PageName): boolean {
  return roles.some((role) => PAGES[role]?.includes(page))
}

/** The page that a path names, or null where it names none. */
export function pageOf(first: string | undefined): PageName | null {
  if (first === undefined) return 'situation'
  return [...ALL, ...ADMINISTRATION].find((one) => one === first && one !== 'situation') ?? null
}

/** The pages of somebody who administers, in the order of the rail; none for everybody else. */
export function administrationOf(roles: readonly string[]): readonly AdministrationPage[] {
  return ADMINISTRATION.filter((page) => mayOpen(roles, page))
}

/** Narrower than this, in pixels, the desk has no room. */
const PHONE_WIDTH = 600

/** Whether somebody who names no page is better served by the field page: who reports or takes orders, on a phone. */
export function startsInField(roles: readonly string[], width: number): boolean {
  return width < PHONE_WIDTH && ['duty', 'decider', 'reporter'].some((role) => roles.includes(role))
}

/** Where somebody starts: the leader at the board, the reporter at the report, administrators at their first page, everybody else at the map. */
export function homeOf(roles: readonly string[]): string {
  const [first] = administrationOf(roles)
  if (first) return `/${first}`
  if (roles.includes('duty') || roles.includes('decider')) return '/'
  if (roles.includes('leader')) return '/board'
  return roles.includes('reporter') ? '/reports' : '/'
}
