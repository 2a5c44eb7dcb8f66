import { expect, it } from 'vitest'
import type { Session } from '@/api/types'
import { barredBy } from './admission'

const session = (roles: string[], must_change_password = false): Session =>
  ({ must_change_password, post: { roles } }) as unknown as Session

it('admits who may see the situation, once their password is their own', () => {
  expect(barredBy(session(['kiosk']))).toBeNull()
  expect(barredBy(session(['duty']))).toBeNull()
  expect(barredBy(session(['kiosk'], true))).toBe('initial')
  expect(barredBy(session(['system_admin']))).toBe('administers')
})
