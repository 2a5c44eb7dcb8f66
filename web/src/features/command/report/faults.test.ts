import { describe, expect, it } from 'vitest'
import type { Finding } from '@/api/types'
import { cellsToMend, codeOf, isOpen, reasonsOf, tickOf } from './faults'

const finding = (rule: string, code: string, more: Partial<Finding> = {}): Finding => ({
  rule, severity: 'warning', zh: `${code}不符`, en: '', pointer: `/figures/${code}`, reason: null, ...more,
})
const jump = finding('V34', 'affected')
const fallen = finding('V13', 'reloc_cum', { excusable: true })
const hard = finding('V05', 'severely_injured', { severity: 'hard' })

describe('faults', () => {
  it('counts cells, not findings', () => {
    expect(cellsToMend([hard, { ...hard, rule: 'V01' }, jump], ['deaths', 'severely_injured'])).toBe(2)
  })

  it('names the cell, or none', () => {
    expect(codeOf(jump)).toBe('affected')
    expect(codeOf({ ...hard, pointer: '/data_as_of' })).toBeNull()
  })

  it('closes a warning with a tick or a reason, a hard fault with neither', () => {
    expect(isOpen(jump, { ticked: [], reasons: {} })).toBe(true)
    expect(isOpen(jump, { ticked: [tickOf(jump)], reasons: {} })).toBe(false)
    expect(isOpen(jump, { ticked: [], reasons: { V34: '乡镇补报' } })).toBe(false)
    expect(isOpen(hard, { ticked: [tickOf(hard)], reasons: { V05: '乡镇补报' } })).toBe(true)
  })

  it('asks for another tick once the figure is another', () => {
    expect(isOpen({ ...jump, zh: '受灾人口由 1 变为 2' }, { ticked: [tickOf(jump)], reasons: {} })).toBe(true)
  })

  it('sends what was written, and a tick only for a rule all of whose warnings were looked at', () => {
    const other = finding('V34', 'injured')
    expect(reasonsOf([jump, other], { ticked: [tickOf(jump)], reasons: {} }, '核对无误')).toEqual({})
    expect(reasonsOf([jump, other], { ticked: [jump, other].map(tickOf), reasons: {} }, '核对无误')).toEqual({ V34: '核对无误' })
    expect(reasonsOf([jump], { ticked: [tickOf(jump)], reasons: { V34: ' 乡镇补报 ' } }, '核对无误')).toEqual({ V34: '乡镇补报' })
  })

  it('never gives a tick as the reason of a rule that wants one', () => {
    expect(reasonsOf([fallen], { ticked: [tickOf(fallen)], reasons: {} }, '核对无误')).toEqual({})
    expect(reasonsOf([fallen], { ticked: [], reasons: { V13: '核减' } }, '核对无误')).toEqual({ V13: '核减' })
  })
})
