import { describe, expect, it } from 'vitest'
import type { Incident } from '@/api/types'
import { newsOf, openIncidents, pinnedIncident } from './incidents'

const incident = (id: string, occurred_at: string, change: Partial<Incident> = {}): Incident =>
  ({ id, occurred_at, state: 'responding', merged_into: null, ...change }) as Incident

const MAIN = incident('main', '2023-08-06T02:33:59+08:00')
const AFTERSHOCK = incident('aftershock', '2023-08-06T07:04:00+08:00')
const AT_MAIN = { incidentId: 'main', seen: ['main'] }

describe('the incident of the form', () => {
  it('is the newest at first sight, and stays when a newer one arrives', () => {
    expect(pinnedIncident([MAIN], { incidentId: null, seen: [] })?.id).toBe('main')
    expect(pinnedIncident([AFTERSHOCK, MAIN], AT_MAIN)?.id).toBe('main')
    expect(newsOf(openIncidents([MAIN, AFTERSHOCK]), AT_MAIN)).toEqual([AFTERSHOCK])
    const told = { ...AT_MAIN, seen: ['main', 'aftershock'] }
    expect(newsOf(openIncidents([MAIN, AFTERSHOCK]), told)).toEqual([])
    expect(newsOf([MAIN], { incidentId: null, seen: [] })).toEqual([])
  })

  it('gives way only when it has ended: a merged one is followed', () => {
    const other = incident('other', '2023-08-06T09:00:00+08:00')
    const merged = { ...MAIN, state: 'merged', merged_into: 'aftershock' } as const
    expect(pinnedIncident([merged, AFTERSHOCK, other], AT_MAIN)?.id).toBe('aftershock')
    const closed = { ...MAIN, state: 'closed' } as const
    expect(pinnedIncident([closed, AFTERSHOCK, other], AT_MAIN)?.id).toBe('other')
    expect(pinnedIncident([closed], AT_MAIN)).toBeUndefined()
    expect(pinnedIncident([], AT_MAIN)).toBeUndefined()
  })
})
