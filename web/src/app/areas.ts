/** What an area's code alone says: its digits are pairs and threes by tier. */
const SIZES = [1e10, 1e8, 1e6, 1e3, 1]

/** The area an area reports to; the nation (0) is the last. */
export function parentOf(code: number): number {
  const own = SIZES.findIndex((size) => code % size === 0)
  return own <= 0 ? 0 : code - (code % (SIZES[own - 1] ?? 1))
}

/** Whether an area is the unit itself or lies below it. */
export function within(area: number, unit: number): boolean {
  if (unit === 0) return true
  const size = SIZES.find((one) => unit % one === 0) ?? 1
  return area >= unit && area < unit + size
}
