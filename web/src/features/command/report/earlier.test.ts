import { describe, expect, it } from 'vitest'
import type { Report } from '@/api/types'
import { figuresBefore, history, inOrder, ordinal, titleOf } from './earlier'

const report = (seq: number, kind: Report['kind'], figures: Report['figures'], area = 371426000000) => ({ id: String(seq), seq, kind, figures, area }) as Report
const OWN = [report(1, 'INITIAL', { injured: 10, rooms: 74 }), report(2, 'FOLLOWUP', { injured: null, rooms: 79 }), report(3, 'FOLLOWUP', { injured: 17 })]

describe('earlier reports', () => {
  it('stand in their order, without those of other units', () => {
    expect(inOrder([...OWN].reverse().concat(report(1, 'INITIAL', {}, 371426108000)), 371426000000).map((one) => one.seq)).toEqual([1, 2, 3])
  })

  it('are counted by kind: the third report is the second follow-up', () => {
    expect(ordinal(OWN, 'FOLLOWUP', 3)).toBe(2)
    expect(OWN.map((one) => titleOf(OWN, one, { INITIAL: '初报', FOLLOWUP: '续报' }))).toEqual(['初报', '续报 1', '续报 2'])
    expect(ordinal(OWN, 'FOLLOWUP', Number.POSITIVE_INFINITY)).toBe(3)
  })

  it('leave a figure known that a later one did not know', () => {
    expect(figuresBefore(OWN, 3)).toEqual({ injured: 10, rooms: 79 })
    expect(figuresBefore(OWN, 1)).toEqual({})
  })

  it('tell how a figure came to be', () => {
    expect(history(OWN, 'injured').map(({ report: { seq }, value, by }) => [seq, value, by])).toEqual([[1, 10, null], [3, 17, 7]])
  })
})
