import { lang, type Lang } from './text'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const ZONE = 'Asia/Shanghai'
const LEVELS = ['', 'Ⅰ', 'Ⅱ', 'Ⅲ', 'Ⅳ'] as const
const INTENSITIES = ['', 'Ⅰ', 'Ⅱ', 'Ⅲ', 'Ⅳ', 'Ⅴ', 'Ⅵ', 'Ⅶ', 'Ⅷ', 'Ⅸ', 'Ⅹ', 'Ⅺ', 'Ⅻ'] as const

/** What a missing value looks like; never confused with 0. */
export const UNKNOWN = '—'

function grouped(value: number, digits: number): string {
  const text = Math.abs(value).toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  return value < 0 ? `−${text}` : text
}

/** A number as screens show it: `9,926`, `53.0万`, `14.75亿`; English keeps the digits. */
export function short(value: number | null | undefined, language: Lang = lang()): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNKNOWN
  const size = Math.abs(value)
  if (size >= 0 && size < 1e4) return grouped(value, Number.isInteger(value) ? 0 : 1)
  if (language === 'en') {
    if (size >= 1e6) return `${grouped(value / 1e6, 2)}M`
    return `${grouped(value / 1e3, 1)}k`
  }
  return size >= 1e8 ? `${grouped(value / 1e8, 2)}亿` : `${grouped(value / 1e4, 1)}万`
}

/** A number without rounding, for forms and tips. */
export function exact(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNKNOWN
  return value.toLocaleString('en-US', { maximumFractionDigits: 4 }).replace('-', '−')
}

/** An estimate rounded to two significant figures, so that it does not look counted. */
export function rough(value: number, language: Lang = lang()): string {
  const kept = significant(value)
  // Two figures hold no decimal from 10万 on; writing one would claim a third.
  if (language === 'zh' && kept >= 1e5 && kept < 1e8) return `~${kept / 1e4}万`
  return `~${bare(kept, language)}`
}

/** A rounded number in English without the decimals that rounding left empty: `590k`, `3.2M`. */
function bare(value: number, language: Lang): string {
  if (language === 'zh' || value < 1e4) return short(value, language)
  return value >= 1e6 ? `${value / 1e6}M` : `${value / 1e3}k`
}

/** A range: `150–1,300`, `8.2–187万`. */
export function range(lo: number, hi: number, language: Lang = lang()): string {
  const [a, b] = [significant(lo), significant(hi)]
  if (language === 'zh' && b >= 1e4 && b < 1e8) {
    const unit = (v: number) => (v === 0 ? '0' : String(significant(v / 1e4)))
    return `${unit(a)}–${unit(b)}万`
  }
  return `${bare(a, language)}–${bare(b, language)}`
}

function significant(value: number): number {
  if (value === 0 || !Number.isFinite(value)) return 0
  if (Math.abs(value) < 1) return Math.round(value)
  return Number(value.toPrecision(2))
}

const clocks = new Map<string, Intl.DateTimeFormat>()

function parts(at: Date): Record<string, string> {
  let format = clocks.get(ZONE)
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: ZONE,
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      weekday: 'short',
      hourCycle: 'h23',
    })
    clocks.set(ZONE, format)
  }
  const found = Object.fromEntries(format.formatToParts(at).map((p) => [p.type, p.value]))
  return { ...found, month: String(Number(found['month'])), day: String(Number(found['day'])) }
}

function asDate(at: Date | string): Date {
  return typeof at === 'string' ? new Date(at) : at
}

/** `04:48` or, with seconds, `04:48:30`, in Asia/Shanghai. */
export function clock(at: Date | string, seconds = false): string {
  const p = parts(asDate(at))
  return seconds ? `${p['hour']}:${p['minute']}:${p['second']}` : `${p['hour']}:${p['minute']}`
}

/** `8月6日`, in English `6 Aug`. */
export function day(at: Date | string, language: Lang = lang()): string {
  const p = parts(asDate(at))
  if (language === 'zh') return `${p['month']}月${p['day']}日`
  const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
  return `${p['day']} ${months[Number(p['month']) - 1]}`
}

/** `周日`, in English `Sun`. */
export function weekday(at: Date | string, language: Lang = lang()): string {
  const name = parts(asDate(at))['weekday'] ?? ''
  if (language === 'en') return name
  return `周${{ Mon: '一', Tue: '二', Wed: '三', Thu: '四', Fri: '五', Sat: '六', Sun: '日' }[name] ?? ''}`
}

/** `8/6 03:21`. */
export function stamp(at: Date | string): string {
  const p = parts(asDate(at))
  return `${p['month']}/${p['day']} ${p['hour']}:${p['minute']}`
}

/** The hour only on the day of `now`, with the date before it on other days. */
export function moment(at: Date | string, now: Date): string {
  const [a, b] = [parts(asDate(at)), parts(now)]
  return a['day'] === b['day'] && a['month'] === b['month'] ? clock(at) : stamp(at)
}

function hms(milliseconds: number): string {
  const total = Math.floor(Math.abs(milliseconds) / 1000)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${two(Math.floor(total / 3600))}:${two(Math.floor(total / 60) % 60)}:${two(total % 60)}`
}

/** Time since the event: `02:14:31`, from the second day `2 天 13:26`. */
export function since(milliseconds: number, language: Lang = lang()): string {
  const sign = milliseconds < 0 ? '−' : ''
  if (Math.abs(milliseconds) < DAY) return sign + hms(milliseconds)
  const days = Math.floor(Math.abs(milliseconds) / DAY)
  const rest = hms(Math.abs(milliseconds) % DAY).slice(0, 5)
  return `${sign}${days} ${language === 'zh' ? '天' : 'd'} ${rest}`
}

/** How old something is, without a word for "ago": `2 秒`, `18 分`, `2 时 12 分`, then the date. */
export function age(at: Date | string, now: Date, language: Lang = lang()): string {
  const gap = now.getTime() - asDate(at).getTime()
  if (gap >= DAY) return stamp(at)
  return span(Math.max(0, gap), language)
}

/** A length of time in the largest units: `6 秒`, `18 分`, `6 时 26 分`, `2 天 3 时`. */
export function span(milliseconds: number, language: Lang = lang()): string {
  const [d, h, m, s] = language === 'zh' ? [' 天', ' 时', ' 分', ' 秒'] : [' d', ' h', ' min', ' s']
  const gap = Math.abs(milliseconds)
  if (gap < MINUTE) return `${Math.floor(gap / 1000)}${s}`
  if (gap < HOUR) return `${Math.floor(gap / MINUTE)}${m}`
  const [whole, part, big, small] =
    gap < DAY
      ? [Math.floor(gap / HOUR), Math.floor((gap % HOUR) / MINUTE), h, m]
      : [Math.floor(gap / DAY), Math.floor((gap % DAY) / HOUR), d, h]
  return part > 0 ? `${whole}${big} ${part}${small}` : `${whole}${big}`
}

export interface Countdown {
  text: string
  tone: 'calm' | 'soon' | 'over'
}

/** A deadline: `剩 00:32:30`, orange at 35 minutes or the last quarter, then `超时 18 分`. */
export function countdown(
  due: Date | string,
  now: Date,
  start?: Date | string | null,
  language: Lang = lang(),
): Countdown {
  const left = asDate(due).getTime() - now.getTime()
  if (left < 0) {
    return { text: `${language === 'zh' ? '超时' : 'late'} ${span(left, language)}`, tone: 'over' }
  }
  const whole = start ? asDate(due).getTime() - asDate(start).getTime() : 0
  const soon = left <= 35 * MINUTE || (whole > 0 && left <= whole / 4)
  const text =
    left < DAY
      ? `${language === 'zh' ? '剩' : ''} ${hms(left)}`.trim()
      : `${language === 'zh' ? '剩' : ''} ${span(left, language)}`.trim()
  return { text, tone: soon ? 'soon' : 'calm' }
}

/** `37.16°N 116.34°E`. */
export function position(lon: number, lat: number): string {
  const ns = lat >= 0 ? 'N' : 'S'
  const ew = lon >= 0 ? 'E' : 'W'
  return `${Math.abs(lat).toFixed(2)}°${ns} ${Math.abs(lon).toFixed(2)}°${ew}`
}

/** A response level's numeral, 1 to 4; English writes it in letters. */
export function level(n: number, language: Lang = lang()): string {
  return (language === 'en' ? ['', 'I', 'II', 'III', 'IV'] : LEVELS)[n] ?? String(n)
}

/** A seismic intensity's numeral. */
export function intensity(n: number): string {
  return INTENSITIES[n] ?? String(n)
}
