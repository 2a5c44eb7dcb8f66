/** What the wall's rows say: pure choices from the records, so that tests can read them. */
import { shownOf } from '@/api/figures'
import type { Estimate, Figures, MatrixRow, ResponseDetail } from '@/api/types'

export interface FigureRow {
  key: 'lost' | 'injured' | 'collapsed' | 'exposed'
  mark: 'estimate' | 'reported' | 'verified'
  value: number | null
  atLeast: boolean
  lo: number | null
  hi: number | null
  /** Units heard from and expected; both null for an estimate. */
  heard: number | null
  expected: number | null
  at: string | null
  synthetic: boolean
}

const EMPTY = {
  value: null,
  atLeast: false,
  lo: null,
  hi: null,
  heard: null,
  expected: null,
  at: null,
}

function figureRow(
  key: FigureRow['key'],
  figures: Figures | undefined,
  names: string[],
): FigureRow {
  const shown = shownOf(figures?.items ?? [], names)
  return { ...EMPTY, mark: 'reported', synthetic: false, ...shown, key }
}

/** The four large figures. */
export function figureRows(figures: Figures | undefined, estimate: Estimate | null): FigureRow[] {
  const exposed = estimate?.headline.exposed['6'] ?? null
  return [
    figureRow('lost', figures, ['deaths', 'missing']),
    figureRow('injured', figures, ['injured']),
    figureRow('collapsed', figures, ['collapsed_rooms']),
    {
      ...EMPTY,
      key: 'exposed',
      mark: 'estimate',
      value: exposed?.value ?? null,
      lo: exposed?.lo ?? null,
      hi: exposed?.hi ?? null,
      at: estimate?.at ?? null,
      synthetic: false,
    },
  ]
}

const WEIGHT: Record<ResponseDetail['state'], number> = {
  active: 0,
  proposed: 1,
  none: 2,
  ended: 3,
}

/** One response for each tier, nation to county: the one a commander has to know of. */
export function levelRows(
  responses: readonly ResponseDetail[],
  emphasis: readonly number[],
): ResponseDetail[] {
  const weigh = (one: ResponseDetail): number[] => [
    WEIGHT[one.state],
    one.level ?? one.proposed?.level ?? 9,
    emphasis.includes(one.area) ? 0 : 1,
    one.family === 'earthquake' ? 0 : 1,
    one.area,
  ]
  const before = (a: ResponseDetail, b: ResponseDetail): number => {
    const [left, right] = [weigh(a), weigh(b)]
    const at = left.findIndex((value, i) => value !== right[i])
    return at < 0 ? 0 : (left[at] as number) - (right[at] as number)
  }
  return [0, 1, 2, 3].flatMap((tier) => {
    const best = responses.filter((one) => one.tier === tier).sort(before)[0]
    return best ? [best] : []
  })
}

/** A graver level that waits for its decision while a lesser one is in force: never to be hidden by it. */
export function graver(
  shown: ResponseDetail,
  responses: readonly ResponseDetail[],
): ResponseDetail | null {
  const waiting = responses.filter(
    (one) =>
      shown.state === 'active' &&
      one.area === shown.area &&
      one.tier === shown.tier &&
      one.state === 'proposed' &&
      (one.proposed?.level ?? 9) < (shown.level ?? 9),
  )
  return waiting.sort((a, b) => (a.proposed?.level ?? 9) - (b.proposed?.level ?? 9))[0] ?? null
}

/** The nearest next level of a response that nothing has reached yet. */
export function nearest(
  response: ResponseDetail,
): { level: number; gap: number; unit: string } | null {
  const gaps = response.gauges.flatMap((gauge) =>
    gauge.next && gauge.next.gap !== null && gauge.reported?.value != null
      ? [
          {
            level: gauge.next.level,
            gap: gauge.next.gap,
            unit: gauge.unit,
            share: gauge.next.gap / gauge.next.threshold,
          },
        ]
      : [],
  )
  const best = gaps.sort((a, b) => a.share - b.share)[0]
  return best ? { level: best.level, gap: best.gap, unit: best.unit } : null
}

/** The county the shaking hit worst, by intensity and then by people exposed; null while unknown. */
export function worstHit(rows: readonly MatrixRow[]): number | null {
  const weigh = (row: MatrixRow): [number, number] => [
    row.max_intensity ?? 0,
    row.exposed_vi?.value ?? 0,
  ]
  const best = [...rows].sort((a, b) => {
    const [left, right] = [weigh(a), weigh(b)]
    return right[0] - left[0] || right[1] - left[1]
  })[0]
  return best && weigh(best)[0] > 0 ? best.area : null
}
