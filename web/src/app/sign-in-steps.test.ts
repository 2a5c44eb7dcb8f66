import { describe, expect, it } from 'vitest'
import type { Session } from '@/api/types'
import { grouped, nextStep } from './sign-in-steps'

function session(role: string, enrolled: boolean, given: boolean, initial = false): Session {
  return {
    person: { id: 'p', name: '张三', account: 'zhang.san' },
    post: { id: 't', title: '', roles: [role], area: 0, area_name: '', tier: 0, office: { id: 'o', name: '' } },
    posts: [],
    csrf: '',
    second_factor: { enrolled, given },
    expires_at: '',
    must_change_password: initial,
  }
}

describe('the next step of signing in', () => {
  it('is the desk for posts that need no code', () => {
    for (const role of ['duty', 'leader', 'reporter']) expect(nextStep(session(role, false, false), true)).toBeNull()
  })
  it('is the code where there is one, until it is given', () => {
    expect(nextStep(session('decider', true, false), true)).toBe('code')
    expect(nextStep(session('decider', true, true), true)).toBeNull()
  })
  it('is setting codes up where there are none', () => {
    for (const role of ['decider', 'system_admin', 'security_admin', 'audit_admin']) {
      expect(nextStep(session(role, false, false), true)).toBe('enrol')
    }
  })
  it('is asked once: a page loaded anew, or "later", goes to the desk', () => {
    expect(nextStep(session('decider', true, false), false)).toBeNull()
    expect(nextStep(session('decider', false, false), false)).toBeNull()
  })
  it('is the password first and always while it is the initial one', () => {
    expect(nextStep(session('decider', false, false, true), true)).toBe('password')
    expect(nextStep(session('duty', false, false, true), false)).toBe('password')
  })
})

it('a secret is read in groups of four', () => {
  expect(grouped('ABCDEFGHIJ')).toBe('ABCD EFGH IJ')
})
