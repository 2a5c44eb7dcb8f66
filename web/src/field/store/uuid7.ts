let last = 0
let sequence = 0

/** Return a UUIDv7; ids made here rise, also within one millisecond and when the clock steps back. */
export function uuid7(now: number = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  if (now > last) {
    last = now
    sequence = ((bytes[6] ?? 0) << 4) & 0x7ff // starts in the lower half, so that it has room to rise
  } else if ((sequence += 1) > 0xfff) {
    last += 1
    sequence = 0
  }
  const time = last.toString(16).padStart(12, '0')
  for (let place = 0; place < 6; place += 1) {
    bytes[place] = parseInt(time.slice(place * 2, place * 2 + 2), 16)
  }
  bytes[6] = 0x70 | (sequence >>> 8)
  bytes[7] = sequence & 0xff
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [0, 8, 12, 16, 20].map((from, i) => hex.slice(from, [8, 12, 16, 20, 32][i])).join('-')
}
