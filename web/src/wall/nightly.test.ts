import { expect, it } from 'vitest'
import { isNightly } from './nightly'

const NIGHT = Date.parse('2026-11-28T03:20:00+08:00')
const MINUTE = 60_000
const HOUR = 60 * MINUTE

it('loads a page anew at three at night, once it has stood for an hour', () => {
  expect(isNightly(NIGHT, 2 * HOUR, 2 * HOUR)).toBe(true)
  expect(isNightly(NIGHT, MINUTE, MINUTE)).toBe(false)
  expect(isNightly(NIGHT - HOUR, 2 * HOUR, 2 * HOUR)).toBe(false)
  expect(isNightly(NIGHT + 2 * HOUR, 2 * HOUR, 2 * HOUR)).toBe(false)
})

it('does so never in the middle of news', () => {
  expect(isNightly(NIGHT, 2 * HOUR, 29 * MINUTE)).toBe(false)
  expect(isNightly(NIGHT, 2 * HOUR, 31 * MINUTE)).toBe(true)
})
