import { describe, expect, it } from 'vitest'
import { age, clock, countdown, day, exact, moment, position, range, rough, short, since, weekday } from './format'

const event = new Date('2023-08-06T02:33:59+08:00')
const later = (ms: number) => new Date(event.getTime() + ms)

describe('numbers', () => {
  it('uses 万 and 亿 from their thresholds', () => {
    expect(short(9926, 'zh')).toBe('9,926')
    expect(short(530_000, 'zh')).toBe('53.0万')
    expect(short(1_475_000_000, 'zh')).toBe('14.75亿')
    expect(short(530_000, 'en')).toBe('530.0k')
  })
  it('keeps unknown apart from zero', () => {
    expect(short(null, 'zh')).toBe('—')
    expect(short(0, 'zh')).toBe('0')
    expect(short(Number.NaN, 'zh')).toBe('—')
    expect(exact(undefined)).toBe('—')
  })
  it('marks an estimate and rounds it to two figures', () => {
    expect(rough(423, 'zh')).toBe('~420')
    expect(rough(592_000, 'en')).toBe('~590k')
    expect(range(12_000, 3_160_000, 'en')).toBe('12k–3.2M')
    expect(rough(0.2, 'zh')).toBe('~0')
    expect(rough(1_600_000, 'zh')).toBe('~160万')
    expect(rough(53_000, 'zh')).toBe('~5.3万')
    expect(range(154, 1312, 'zh')).toBe('150–1,300')
    expect(range(82_000, 1_870_000, 'zh')).toBe('8.2–190万')
  })
  it('writes a true minus', () => {
    expect(short(-14, 'zh')).toBe('−14')
  })
})

describe('times', () => {
  it('are in Shanghai whatever the machine thinks', () => {
    expect(clock(event, true)).toBe('02:33:59')
    expect(clock('2023-08-05T16:00:00Z')).toBe('00:00')
    expect(day(event, 'zh')).toBe('8月6日')
    expect(day(event, 'en')).toBe('6 Aug')
    expect(weekday(event, 'zh')).toBe('周日')
  })
  it('count from the event', () => {
    expect(since(8_071_000, 'zh')).toBe('02:14:31')
    expect(since((2 * 24 + 13) * 3_600_000 + 26 * 60_000, 'zh')).toBe('2 天 13:26')
  })
  it('show the date once a day old', () => {
    expect(age(event, later(2000), 'zh')).toBe('2 秒')
    expect(age(event, later(18 * 60_000), 'zh')).toBe('18 分')
    expect(age(event, later(132 * 60_000), 'zh')).toBe('2 时 12 分')
    expect(age(event, later(25 * 3_600_000), 'zh')).toBe('8/6 02:33')
    expect(moment(event, later(1000))).toBe('02:33')
    expect(moment(event, later(25 * 3_600_000))).toBe('8/6 02:33')
  })
  it('warn before and after a deadline', () => {
    const due = later(60 * 60_000)
    expect(countdown(due, later(0), null, 'zh')).toEqual({ text: '剩 01:00:00', tone: 'calm' })
    expect(countdown(due, later(27.5 * 60_000), null, 'zh')).toEqual({ text: '剩 00:32:30', tone: 'soon' })
    expect(countdown(due, later(78 * 60_000), null, 'zh')).toEqual({ text: '超时 18 分', tone: 'over' })
    const long = later(12 * 3_600_000)
    expect(countdown(long, later(10 * 3_600_000), event, 'zh').tone).toBe('soon')
  })
})

describe('places', () => {
  it('name the hemisphere', () => {
    expect(position(116.34, 37.16)).toBe('37.16°N 116.34°E')
    expect(position(-70, -30)).toBe('30.00°S 70.00°W')
  })
})
