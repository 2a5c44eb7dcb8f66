import { describe, expect, it } from 'vitest'
import type { MatrixRow, Report, Warehouse } from '@/api/types'
import type { EventFrame } from '@/live/socket'
import { depots } from './map-content'
import { depotsThen, matrixThen, pastOf, stepBack, stepForward, stepOf, type Told, uptoRead } from './past'

describe('the time in an address', () => {
  it('is an offset that has been', () => {
    expect(uptoRead('12', 40)).toBe(12)
    expect(uptoRead('0', 40)).toBe(0)
    for (const one of [null, '', '41', '-1', '1.5', '1e1', 'x', ' 3', 'NaN', '99999999999999999999']) expect(uptoRead(one, 40), String(one)).toBeNull()
    expect(uptoRead('0', -1)).toBeNull()
  })
})

describe('steps through an incident', () => {
  const offsets = [3, 5, 9, 12]

  it('go back from the present, whose picture the last event made, and stop at the first', () => {
    expect(stepBack(offsets, null)).toBe(9)
    expect(stepBack(offsets, 9)).toBe(5)
    expect(stepBack(offsets, 8)).toBe(5)
    expect(stepBack(offsets, 3)).toBe(3)
    expect([stepBack([], null), stepBack([4], null)]).toEqual([null, null])
  })

  it('go forward until it is the present again', () => {
    expect(stepForward(offsets, 3)).toBe(5)
    expect(stepForward(offsets, 4)).toBe(5)
    expect([9, 12, 30, null].map((at) => stepForward(offsets, at))).toEqual([null, null, null, null])
    expect(stepForward(offsets, 0)).toBe(3)
  })

  it('stand where the last event that is shown does', () => {
    expect([null, 12, 11, 9, 1].map((at) => stepOf(offsets, at))).toEqual([3, 3, 2, 2, 0])
  })
})

describe('what was known then', () => {
  const own = { id: 'a', version: 3, merged_into: null }
  const order = (id: string, incident: string) => ({ id, version: 1, incident_id: incident })
  const told = (topics: Told['topics'], o = 7): Told => ({ event: { o } as EventFrame, topics })

  it('counts what was merged by then where it was merged into, and nothing before', () => {
    const mine = told({ incidents: [own], orders: [order('x', 'a')] })
    const merged = (into: string | null) => told({ incidents: [{ id: 'b', version: 2, merged_into: into } as typeof own], orders: [order('y', 'b')] }, 5)
    expect(pastOf([mine, merged('a')]).orders.map((one) => one.incident_id)).toEqual(['a', 'a'])
    expect(pastOf([mine, merged(null)]).orders.map((one) => one.incident_id)).toEqual(['a', 'b'])
    expect(pastOf([mine, merged('a')]).event?.o).toBe(7)
  })

  it('is nothing before the first event', () => {
    expect(pastOf([{ event: null, topics: {} }])).toMatchObject({ event: null, incidents: [], reports: [], estimates: [] })
  })

  it('leaves depots at their place, without a stock that nobody knows', () => {
    const depot = { id: 'd', name_zh: '济南库', lon: 1, lat: 2, stock: [{ item: 'tent', zh: '帐篷', en: 'Tents', unit: '顶', qty: 9 }] } as unknown as Warehouse
    expect(depots(depotsThen([depot]), 'zh')[0]).toMatchObject({ lon: 1, detail: '济南库：当时库存不详' })
  })
})

describe('silence then', () => {
  const at = (hour: number) => `2023-08-06T${String(hour).padStart(2, '0')}:00:00+08:00`
  const row = (due: string | null) => ({ area: 1, state: 'on_time', due_at: due, last_at: at(9) }) as MatrixRow
  const report = (id: string, sent: number, due: string | null) => ({ id, area: 1, submitted_at: at(sent), due_at: due }) as Report
  const first = report('first', 6, at(4))
  const second = report('second', 9, at(8))
  const state = (then: Report[], now: Report[], hour: number, due: string | null = null) => {
    const [found] = matrixThen([row(due)], then, now, new Date(at(hour)))
    return [found?.state, found?.last_at]
  }

  it('is by what the next report was due, which came too late or was still to come', () => {
    expect(state([], [second, first], 3)).toEqual(['not_due', null])
    expect(state([], [second, first], 5)).toEqual(['silent', null])
    expect(state([first], [second, first], 7)).toEqual(['not_due', at(6)])
    expect(state([first], [second, first], 9)).toEqual(['silent', at(6)])
  })

  it('is by the present matrix where no report has come since', () => {
    expect(state([first, second], [first, second], 12, at(11))).toEqual(['silent', at(9)])
    expect(state([first, second], [first, second], 10, at(11))).toEqual(['not_due', at(9)])
    expect(state([first, second], [first, second], 12, null)).toEqual(['not_due', at(9)])
  })

  it('is by what the others were due, where nothing is awaited any more from a county that never reported', () => {
    const other = { ...report('other', 3, at(4)), area: 2, tier: 3, seq: 1 }
    expect(state([], [other], 5)).toEqual(['silent', null])
    expect(state([], [other], 3)).toEqual(['not_due', null])
    expect(state([], [{ ...other, tier: 4 }], 5)).toEqual(['not_due', null])
  })
})
