import { useEffect, useRef } from 'react'
import { serverTime, session as whoIsThere } from '@/api/client'
import { clock } from '@/app/format'
import { onFrame } from '@/live/store'
import { useTick } from '@/live/tick'
import { isNews } from './news'

const HOUR = 3_600_000
const QUIET_MS = 30 * 60_000
const AGAIN_MS = 10_000
const opened = Date.now()

/** Whether a page opened `age` milliseconds ago, and without news for `quiet`, may load itself anew at this instant. */
export function isNightly(at: number, age: number, quiet: number): boolean {
  return age > HOUR && quiet > QUIET_MS && clock(new Date(at)).startsWith('03:')
}

/**
 * Load the page anew if somebody answers for it: a browser that cannot have it leaves its own error on the
 * wall, and nobody stands there to take it away.
 */
export async function loadAnew(): Promise<void> {
  if (await whoIsThere(true).catch(() => null)) window.location.reload()
}

/**
 * Load the page anew once a night, so that a wall that runs for weeks takes up new builds and drops what
 * a browser gathers. A flood lasts as long: also while something is under way, but never in the middle of
 * news, and only while the service answers: it must come back by itself.
 */
export function useNightlyReload(ready: boolean): void {
  const now = useTick()
  const newsAt = useRef(opened)
  useEffect(
    () =>
      onFrame((frame) => {
        if (isNews(frame)) newsAt.current = Date.now()
      }),
    [],
  )
  const due = ready && isNightly(serverTime(now), now - opened, now - newsAt.current)
  const turn = Math.floor(now / AGAIN_MS)
  useEffect(() => {
    if (due) void loadAnew()
  }, [due, turn])
}
