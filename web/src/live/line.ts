import type { LinkState } from './socket'

/** Without a word for this long, what is shown may be out of date. */
export const STALE_AFTER = 30_000
/** A line that comes back within this time was never worth a word. */
const GRACE = 4_000

export type LineState = 'connecting' | 'live' | 'stale' | 'cut'

/** How good a line is, from its link and the milliseconds since the last word; null before any. */
export function lineState(link: LinkState, gap: number | null): LineState {
  if (gap === null) return link === 'down' ? 'cut' : 'connecting'
  if (link === 'open') return gap >= STALE_AFTER ? 'stale' : 'live'
  return gap > GRACE ? 'cut' : 'live'
}
