import { describe, expect, it } from 'vitest'
import type { MatrixRow } from '@/api/types'
import { chased } from './chase'
import { daysOf } from './hours'
import { orderOf } from './order'

const row = (area: number, state: MatrixRow['state'], max_intensity: number | null) => ({ area, state, max_intensity }) as MatrixRow

describe('the order of the rows', () => {
  it('stays while somebody works and is renewed after a minute, with or without news', () => {
    expect(orderOf([], [2, 1], 0)).toEqual([2, 1])
    expect(orderOf([1, 2], [2, 1], 60_000)).toEqual([1, 2])
    expect(orderOf([1, 2], [2, 1], 60_001)).toEqual([2, 1])
  })
})

describe('whom a chase goes to', () => {
  const rows = [row(1, 'silent', 6.4), row(2, 'on_time', 7), row(3, 'silent', 5.9), row(4, 'nil', null)]
  it('is one county, the silent, those at Ⅵ and above, or all', () => {
    const areas = (group: Parameters<typeof chased>[1]) => chased(rows, group, 4).map((one) => one.area)
    expect([areas('one'), areas('silent'), areas('strong'), areas('all')]).toEqual([[4], [1, 3], [1, 2], [1, 2, 3, 4]])
  })
})

describe('the date over the hours', () => {
  it('stands at the first of them and wherever the day changes', () => {
    const hours = ['2023-08-06T22:00:00+08:00', '2023-08-06T23:00:00+08:00', '2023-08-07T00:00:00+08:00', '2023-08-07T01:00:00+08:00']
    expect(daysOf(hours, 'zh')).toEqual([{ day: '8月6日', hours: 2 }, { day: '8月7日', hours: 2 }])
    expect(daysOf([], 'zh')).toEqual([])
  })
})
