import type { Session } from '@/api/types'

/** What is still to be done between the password and the desk. */
export type Step = 'password' | 'code' | 'enrol'

const WITH_CODE = new Set(['decider', 'system_admin', 'security_admin', 'audit_admin'])

/**
 * The next step of signing in, or null for the desk. An initial password is changed always; the
 * code is asked for only just after the password, because acts that need it ask again themselves.
 */
export function nextStep(session: Session, fresh: boolean): Step | null {
  if (session.must_change_password) return 'password'
  const needed = session.post.roles.some((role) => WITH_CODE.has(role))
  if (!fresh || !needed || session.second_factor.given) return null
  return session.second_factor.enrolled ? 'code' : 'enrol'
}

/** A secret in groups of four, as it is read and typed. */
export function grouped(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(' ') ?? ''
}
