import { describe, expect, it } from 'vitest'
import { fromField, lastMidnight, sayAsOf, toField } from './as-of'

describe('until when data count', () => {
  it('is 24:00 of the day before for a daily report', () => {
    const midnight = lastMidnight(new Date('2023-08-07T08:51:00+08:00'))
    expect(midnight.toISOString()).toBe('2023-08-06T16:00:00.000Z')
    expect(sayAsOf(midnight.toISOString(), 'zh')).toBe('8月6日 24:00')
    expect(sayAsOf(midnight.toISOString(), 'en')).toBe('6 Aug 24:00')
  })

  it('is said with its minute otherwise', () => {
    expect(sayAsOf('2023-08-07T08:30:00+08:00', 'zh')).toBe('8月7日 08:30')
  })

  it('is typed in Beijing time, wherever the machine stands', () => {
    expect(toField('2023-08-06T16:00:00.000Z')).toBe('2023-08-07T00:00')
    expect(fromField('2023-08-07T08:30')).toBe('2023-08-07T00:30:00.000Z')
    expect(fromField('2023-08-')).toBeNull()
  })
})
