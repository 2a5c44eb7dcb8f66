import { serverTime } from '@/api/client'
import type { EventFrame } from '@/live/socket'

const FRESH_MS = 60_000
const QUIET = ['report.merged', 'response.evaluated']

/** Whether an event has just happened, by the service's clock: a replay tells history, not news. */
export function isFresh(frame: Pick<EventFrame, 'at'>): boolean {
  return serverTime() - Date.parse(frame.at) <= FRESH_MS
}

/** Whether an event is worth turning to its page for: a report, a level, the incident itself. */
export function isNews(frame: Pick<EventFrame, 'k' | 'at'>): boolean {
  const [topic = ''] = frame.k.split('.')
  return (
    ['report', 'response', 'incident'].includes(topic) &&
    !QUIET.includes(frame.k) &&
    isFresh(frame)
  )
}
