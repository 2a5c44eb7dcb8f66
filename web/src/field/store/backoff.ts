const FIRST_MS = 4_000
const LONGEST_MS = 5 * 60_000

/**
 * Return how long to wait after `tries` failures, in milliseconds.
 *
 * Doubles up to five minutes, with the upper half drawn at random: after a power cut a thousand phones
 * find the network in the same second and must not all knock again in the same second.
 */
export function pause(tries: number, random: () => number = Math.random): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, tries - 1))
  return Math.round(whole / 2 + (whole / 2) * random())
}
