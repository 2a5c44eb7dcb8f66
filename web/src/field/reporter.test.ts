import { expect, it } from 'vitest'
import type { Session } from '@/api/types'
import { reporterOf } from './reporter'

const session = (...roles: string[]): Session =>
  ({ person: {}, post: { roles, office: {} } }) as unknown as Session

it('tells who only administers from who reports or takes orders', () => {
  for (const role of ['reporter', 'duty', 'decider', 'leader'])
    expect(reporterOf(session(role)).administers).toBe(false)
  for (const role of ['system_admin', 'security_admin', 'audit_admin'])
    expect(reporterOf(session(role)).administers).toBe(true)
})
