import { expect, it } from 'vitest'
import { urgency } from './Announcer'

it('interrupts for an order to the own unit and for a level, not for anything else', () => {
  const how = (k: string, b: Record<string, unknown> = {}, at = new Date().toISOString()) => urgency({ k, b, at }, 1)
  expect([how('order.issued', { to_area: 1 }), how('response.raised'), how('response.started')]).toEqual(['say', 'say', 'say'])
  expect([how('order.issued', { to_area: 2 }), how('order.read', { to_area: 1 }), how('response.proposed'), how('report.submitted')]).toEqual([null, null, null, null])
  expect(how('incident.reported')).toBe('sound')
  expect(how('response.started', {}, '2023-08-06T03:21:00+08:00')).toBeNull()
})
