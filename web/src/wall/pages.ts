const TURN_MS = 20_000
const HOLD_MS = 60_000

/**
 * Choose the page of several: they turn every 20 s; the one with news comes up and stays for 60 s after
 * it. With a single page nothing ever moves.
 */
export function pageAt<T extends { id: string }>(
  pages: readonly T[],
  now: number,
  news: { incident: string; at: number } | null,
): T | undefined {
  const fresh =
    news && now - news.at < HOLD_MS ? pages.find((one) => one.id === news.incident) : null
  return fresh ?? pages[Math.floor(now / TURN_MS) % Math.max(1, pages.length)]
}
