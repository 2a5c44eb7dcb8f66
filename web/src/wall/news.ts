import { isFresh } from '@/live/fresh'
import type { EventFrame } from '@/live/socket'

const QUIET = ['report.merged', 'response.evaluated']

/** Whether an event is worth turning to its page for: a report, a level, the incident itself. */
export function isNews(frame: Pick<EventFrame, 'k' | 'at'>): boolean {
  const [topic = ''] = frame.k.split('.')
  return (
    ['report', 'response', 'incident'].includes(topic) &&
    !QUIET.includes(frame.k) &&
    isFresh(frame)
  )
}
