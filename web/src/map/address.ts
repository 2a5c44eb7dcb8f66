/** West, south, east, north, in degrees. */
export type Box = [number, number, number, number]

/** About ten metres: finer than a move of the hand. */
const DECIMALS = 4
const NUMBER = /^-?\d{1,3}(\.\d{1,9})?$/

/** The box that an address names; null where it names none that there can be. */
export function boxRead(written: string | null): Box | null {
  const parts = (written ?? '').split(',')
  if (parts.length !== 4 || !parts.every((one) => NUMBER.test(one))) return null
  const [west, south, east, north] = parts.map(Number) as Box
  return west >= -180 && east <= 180 && south >= -90 && north <= 90 && west < east && south < north ? [west, south, east, north] : null
}

/** A box as an address has it; null for one that would not be read again. */
export function boxWritten(box: Readonly<Box>): string | null {
  const written = box.map((one) => String(Number(one.toFixed(DECIMALS)))).join(',')
  return boxRead(written) ? written : null
}
