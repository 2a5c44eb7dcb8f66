import { expect, it } from 'vitest'
import type { EventFrame } from '@/live/socket'
import { FEED_LENGTH } from '@/live/store'
import { hasGap } from './useEvents'

it('the past is read again once events were let go that it does not hold', () => {
  const live = (length: number, newest: number) => Array.from({ length }, (_, i) => ({ o: newest - i }) as EventFrame)
  expect(hasGap([], -1)).toBe(false)
  expect(hasGap(live(20, 1000), 10)).toBe(false)
  expect(hasGap(live(FEED_LENGTH, 1000), 10)).toBe(true)
  expect(hasGap(live(FEED_LENGTH, 1000), 990)).toBe(false)
})
