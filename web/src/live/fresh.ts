import { serverTime } from '@/api/client'
import type { EventFrame } from './socket'

const FRESH_MS = 60_000

/** Whether an event has just happened, by the service's clock: a replay tells history, not news. */
export function isFresh(frame: Pick<EventFrame, 'at'>): boolean {
  return serverTime() - Date.parse(frame.at) <= FRESH_MS
}
