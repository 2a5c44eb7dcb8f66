/** A place on the earth: degrees east and north. */
export interface Position {
  lon: number
  lat: number
}

/** Why a text that reads as coordinates is none. */
export type Impossible = 'lonRange' | 'latRange' | 'sixty' | 'twoLat' | 'twoLon' | 'one'

/**
 * What a text says of a place: one position; several that the order of its figures leaves open, or one
 * that holds only if they were swapped; or why it is impossible. Null where it is no coordinates at all.
 */
export type Reading =
  | { kind: 'position'; at: Position }
  | { kind: 'ask'; choices: Position[] }
  | { kind: 'impossible'; why: Impossible }

type Axis = 'lon' | 'lat'

interface Angle {
  degrees: number
  axis: Axis | null
  sixty: boolean
}

const LIMIT: Record<Axis, number> = { lon: 180, lat: 90 }
const AXIS: Record<string, [Axis, 1 | -1]> = { N: ['lat', 1], S: ['lat', -1], E: ['lon', 1], W: ['lon', -1] }
const WORDS: [RegExp, string][] = [
  [/[−–—]/g, '-'],
  [/北纬|纬度|LATITUDE|LAT/g, 'N'], [/南纬/g, 'S'], [/东经|经度|LONGITUDE|LNG|LON/g, 'E'], [/西经/g, 'W'],
  [/[度º˚]/g, '°'], [/[分’‘′]/g, "'"], [/[秒”“″]|''/g, '"'],
  [/[,;:、=/()]/g, ' '],
]
const FIGURES = String.raw`([+-]?\d+(?:\.\d+)?) ?°?(?: ?(\d+(?:\.\d+)?) ?'(?: ?(\d+(?:\.\d+)?) ?"?)?)?`
/** Degrees, minutes and seconds with nothing but spaces between them. */
const BARE = String.raw`(\d+) (\d+) (\d+(?:\.\d+)?)`
/** A letter stands before every angle of a text or behind it. */
const leading = (figures: string) => new RegExp(`^(?:([NSEW]) ?)?${figures}(?:$| |(?=[NSEW]))`)
const trailing = (figures: string) => new RegExp(`^${figures} ?([NSEW])?(?:$| |(?<=[NSEW'"°]))`)
const LEADING = [leading(BARE), leading(FIGURES)]
const TRAILING = [trailing(BARE), trailing(FIGURES)]

/** Read coordinates in the usual ways of writing them. */
export function readCoordinates(text: string): Reading | null {
  const plain = WORDS.reduce((said, [from, to]) => said.replace(from, to), text.normalize('NFKC').toUpperCase()).replace(/\s+/g, ' ').trim()
  const angles = anglesOf(plain)
  if (!angles) return null
  const [a, b] = angles
  if (!a || !b) return a && (a.axis || plain.includes('°')) ? { kind: 'impossible', why: 'one' } : null
  if (a.sixty || b.sixty) return { kind: 'impossible', why: 'sixty' }
  return a.axis || b.axis ? named(a, b) : unnamed(a.degrees, b.degrees)
}

/** One or two angles that are all of a text; null where there is more, or less, or a code. */
function anglesOf(plain: string): Angle[] | null {
  // Figures in groups, as codes are written: no degree has four digits.
  if (/^[\d ]+$/.test(plain) && /\d{4}/.test(plain)) return null
  const first = /^[NSEW]/.test(plain)
  for (const shape of first ? LEADING : TRAILING) {
    const found: Angle[] = []
    let rest = plain
    for (let part = shape.exec(rest); part && found.length < 3; part = shape.exec(rest)) {
      const [letter, ...figures] = first ? part.slice(1) : [part[4], ...part.slice(1, 4)]
      found.push(angle(letter, ...figures))
      rest = rest.slice(part[0].length).trimStart()
    }
    if (rest === '' && (found.length === 1 || found.length === 2)) return found
  }
  return null
}

function angle(letter = '', degrees = '0', minutes = '0', seconds = '0'): Angle {
  const [axis, sign] = AXIS[letter] ?? [null, 1]
  const size = Math.abs(Number(degrees)) + Number(minutes) / 60 + Number(seconds) / 3600
  const negative = degrees.startsWith('-') ? -1 : 1
  return { degrees: sign * negative * size, axis, sixty: Number(minutes) >= 60 || Number(seconds) >= 60 }
}

/** Letters say which is which; letters that cannot be meant so are asked about, never followed. */
function named(a: Angle, b: Angle): Reading {
  const first = a.axis ?? (b.axis === 'lat' ? 'lon' : 'lat')
  const second = b.axis ?? (first === 'lat' ? 'lon' : 'lat')
  if (first === second) return { kind: 'impossible', why: first === 'lat' ? 'twoLat' : 'twoLon' }
  const [lon, lat] = first === 'lon' ? [a.degrees, b.degrees] : [b.degrees, a.degrees]
  if (possible(lon, lat)) return { kind: 'position', at: { lon, lat } }
  return possible(lat, lon) ? { kind: 'ask', choices: [{ lon: lat, lat: lon }] } : tooFar(lon, lat)
}

/** Longitude first, as maps have it here; the other order is asked about. */
function unnamed(a: number, b: number): Reading {
  const [straight, swapped] = [possible(a, b), possible(b, a)]
  if (straight && swapped) return { kind: 'ask', choices: [{ lon: a, lat: b }, { lon: b, lat: a }] }
  if (straight) return { kind: 'position', at: { lon: a, lat: b } }
  return swapped ? { kind: 'ask', choices: [{ lon: b, lat: a }] } : tooFar(a, b)
}

const possible = (lon: number, lat: number): boolean => Math.abs(lon) <= LIMIT.lon && Math.abs(lat) <= LIMIT.lat
const tooFar = (lon: number, lat: number): Reading => ({ kind: 'impossible', why: Math.max(Math.abs(lon), Math.abs(lat)) > LIMIT.lon ? 'lonRange' : 'latRange' })

/** `37.1600°N 116.3400°E`. */
export function degrees({ lon, lat }: Position): string {
  return `${Math.abs(lat).toFixed(4)}°${lat < 0 ? 'S' : 'N'} ${Math.abs(lon).toFixed(4)}°${lon < 0 ? 'W' : 'E'}`
}
