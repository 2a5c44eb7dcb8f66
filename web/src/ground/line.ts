/**
 * A report as one text message, for a phone that has no data but can send a line of text, or that hands
 * its report over by QR code. Plain ASCII, readable aloud over a radio:
 *
 *     JM1 E-2023-0806-01 371426105 F C3 S12 I1 D0 M0 @37.1850,116.3500 0501 7K3Q
 *
 * Incident, unit (without trailing zeros), I(nitial) or F(ollow-up), known figures only (N for a nil
 * report, which has none), place, device time (hour and minute), check. Names, photos and free text stay out of it.
 */
import { type Figures, type Indicator, UNKNOWN } from './figures'

export interface ShortReport {
  incident_no: string
  area: number
  kind: 'INITIAL' | 'FOLLOWUP'
  /** Whether it says that nothing, or nothing new, happened. */
  nil: boolean
  figures: Figures
  lon: number | null
  lat: number | null
  /** Hour and minute of the phone, `0501`. */
  clock: string
}

const LETTERS: ReadonlyArray<[string, Indicator]> = [
  ['C', 'collapsed_rooms'],
  ['S', 'severe_rooms'],
  ['I', 'injured'],
  ['D', 'deaths'],
  ['M', 'missing'],
]
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ' // no 0/O, 1/I: read aloud without doubt

/** Return the four check characters of a line (CRC-20 folded from CRC-32's low bits). */
export function check(line: string): string {
  let crc = 0xffffffff
  for (const byte of new TextEncoder().encode(line)) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  let rest = (crc ^ (crc >>> 12)) & 0xfffff
  let out = ''
  for (let place = 0; place < 4; place += 1) {
    out = ALPHABET[rest & 31] + out
    rest >>>= 5
  }
  return out
}

/** Write a report as one line. */
export function encode(report: ShortReport): string {
  const parts = [
    'JM1',
    report.incident_no,
    String(report.area)
      .padStart(12, '0')
      .replace(/(000)+$/, ''),
    report.kind === 'INITIAL' ? 'I' : 'F',
  ]
  if (report.nil) parts.push('N')
  for (const [letter, name] of LETTERS) {
    const value = report.figures[name]
    if (value !== null) parts.push(`${letter}${value}`)
  }
  if (report.lon !== null && report.lat !== null) {
    parts.push(`@${report.lat.toFixed(4)},${report.lon.toFixed(4)}`)
  }
  parts.push(report.clock)
  const line = parts.join(' ')
  return `${line} ${check(line)}`
}

/** What a line is made of, in its order. */
export type Part = 'start' | 'incident' | 'unit' | 'kind' | 'figure' | 'clock' | 'check'

/** The first thing wrong with a line. */
export interface LineFault {
  part: Part
  /** What stands in its place; empty where the line ends before it. */
  said: string
}

export type Reading =
  | {
      fault: null
      /** The line as it was written, without what stands around it. */
      line: string
      report: ShortReport
    }
  | { fault: LineFault; line: null; report: Partial<ShortReport> }

/**
 * Read a line back, as far as it can be read.
 *
 * It may come typed from a radio in small letters, in full-width characters, or with words around it.
 */
export function read(text: string): Reading {
  const said = text.normalize('NFKC').toUpperCase().replace(/\s+/g, ' ')
  const words = /\bJM1( .*)?$/.exec(said)?.[0].trim().split(' ') ?? []
  const [start, incident, area, kind, ...rest] = words
  const report: Partial<ShortReport> = {}
  const stop = (part: Part, instead = ''): Reading => ({
    fault: { part, said: instead },
    line: null,
    report,
  })
  if (!start) return stop('start')
  if (!incident) return stop('incident')
  report.incident_no = incident
  if (!area || !/^\d{3,12}$/.test(area)) return stop('unit', area)
  report.area = Number(area.padEnd(12, '0'))
  if (kind !== 'I' && kind !== 'F') return stop('kind', kind)
  report.kind = kind === 'I' ? 'INITIAL' : 'FOLLOWUP'
  report.nil = false
  const figures = { ...UNKNOWN }
  report.figures = figures
  const place = { lon: null as number | null, lat: null as number | null }
  for (const [at, part] of rest.entries()) {
    const where = /^@(-?\d+\.\d+),(-?\d+\.\d+)$/.exec(part)
    const figure = /^([CSIDM])(\d{1,6})$/.exec(part)
    const name = LETTERS.find(([letter]) => letter === figure?.[1])?.[1]
    if (where) {
      place.lat = Number(where[1])
      place.lon = Number(where[2])
      Object.assign(report, place)
    } else if (figure && name) figures[name] = Number(figure[2])
    else if (part === 'N') report.nil = true
    else if (!/^\d/.test(part)) return stop('figure', part)
    else if (!/^([01]\d|2[0-3])[0-5]\d$/.test(part)) return stop('clock', part)
    else {
      report.clock = part
      const line = words.slice(0, at + 5).join(' ')
      const given = rest[at + 1]?.replace(/\W+$/, '') // a full stop, a bracket
      if (!given || check(line) !== given) return stop('check', given)
      const { area: unit, kind: said, nil } = report
      const whole = { incident_no: incident, area: unit, kind: said, nil }
      return {
        fault: null,
        line: `${line} ${given}`,
        report: { ...whole, figures, ...place, clock: part },
      }
    }
  }
  return stop('clock')
}

/** Read a line back; `null` if anything is wrong with it. */
export function decode(text: string): ShortReport | null {
  const { fault, report } = read(text)
  return fault ? null : report
}

const DAY_MS = 86_400_000
const BEIJING_MS = 8 * 3_600_000
/** A sender's clock may be ahead of ours by this much. */
const AHEAD_MS = 10 * 60_000

/** The instant a line's hour and minute mean, in world time: the last one before now. */
export function saidAt(clock: string, now: Date): Date {
  const midnight = Math.floor((now.getTime() + BEIJING_MS) / DAY_MS) * DAY_MS - BEIJING_MS
  const minutes = Number(clock.slice(0, 2)) * 60 + Number(clock.slice(2))
  const today = midnight + minutes * 60_000
  const last = today > now.getTime() + AHEAD_MS ? today - DAY_MS : today
  return new Date(Math.min(last, now.getTime()))
}

/** A report body, waiting or still in the form, as one line. */
export function lineOf(body: Record<string, unknown>, incidentNo: string, clock: string): string {
  const { area, lon, lat, kind, figures, nil_report } = body
  return encode({
    incident_no: incidentNo,
    area: Number(area),
    kind: kind === 'INITIAL' ? 'INITIAL' : 'FOLLOWUP',
    nil: nil_report === true,
    figures: { ...UNKNOWN, ...(figures as object) },
    lon: typeof lon === 'number' ? lon : null,
    lat: typeof lat === 'number' ? lat : null,
    clock: clock.replace(':', ''),
  })
}
