import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Refresher } from './refresher'

const PACE = 1500

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A figure on a screen: how often it was asked for, and how often a request was given up. */
function shown(cache: QueryClient, queryKey: readonly unknown[], takes: number) {
  const counts = { asked: 0, aborted: 0, answered: 0 }
  const observer = new QueryObserver(cache, {
    queryKey,
    staleTime: 60_000,
    queryFn: ({ signal }) => {
      counts.asked += 1
      signal.addEventListener('abort', () => { counts.aborted += 1 })
      return new Promise<number>((done) => {
        setTimeout(() => {
          counts.answered += 1
          done(counts.asked)
        }, takes)
      })
    },
  })
  observer.subscribe(() => undefined)
  return counts
}

async function stream(refresher: Refresher, topic: string, seconds: number): Promise<void> {
  for (let i = 0; i < seconds * 10; i++) {
    refresher.heard('i1', topic)
    await vi.advanceTimersByTimeAsync(100)
  }
}

describe('asking again after events', () => {
  it('is not starved by a steady stream: answers that take long arrive', async () => {
    const cache = new QueryClient()
    const refresher = new Refresher(cache, () => PACE, () => 0)
    const figures = shown(cache, ['figures', 'i1', -1], 2000)
    await stream(refresher, 'reports', 20)
    expect(figures.aborted).toBe(0)
    expect(figures.answered).toBeGreaterThan(4)
    expect(figures.asked).toBeLessThanOrEqual(20_000 / PACE + 1)
  })

  it('asks once more for what was heard while an answer was on its way', async () => {
    const cache = new QueryClient()
    const refresher = new Refresher(cache, () => PACE, () => 0)
    const figures = shown(cache, ['figures', 'i1', -1], 3000)
    await vi.advanceTimersByTimeAsync(1000)
    refresher.heard('i1', 'reports')
    await vi.advanceTimersByTimeAsync(10_000)
    expect(figures).toEqual({ asked: 2, aborted: 0, answered: 2 })
  })

  it('leaves alone what an event cannot have changed', async () => {
    const cache = new QueryClient()
    const refresher = new Refresher(cache, () => PACE, () => 0)
    const same = [['estimate', 'i1', 'e1'], ['check', 'i1', '{}'], ['figures', 'i2', -1], ['below', 'i1', 1]].map((key) => shown(cache, key, 10))
    const card = shown(cache, ['first-hour', 'i1', 1], 10)
    await vi.advanceTimersByTimeAsync(100)
    refresher.heard('i1', 'orders')
    await vi.advanceTimersByTimeAsync(5000)
    expect(same.map((one) => one.asked)).toEqual([1, 1, 1, 1])
    expect(card.asked).toBe(2)
  })

  it('asks for everything that can change after events were missed', async () => {
    const cache = new QueryClient()
    const refresher = new Refresher(cache, () => PACE, () => 0)
    const [estimate, figures] = [shown(cache, ['estimate', 'i1', 'e1'], 10), shown(cache, ['figures', 'i1', -1], 10)]
    await vi.advanceTimersByTimeAsync(100)
    refresher.missed()
    await vi.advanceTimersByTimeAsync(5000)
    expect([estimate.asked, figures.asked]).toEqual([1, 2])
  })
})
