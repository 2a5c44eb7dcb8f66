import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { areaName, unitOf } from './units'
import { turns } from './Zh'

describe('what English pages say of Chinese data', () => {
  it('knows every unit that an indicator is counted in', () => {
    const [head = '', ...rows] = readFileSync(new URL('../../../command/reports/indicators.csv', import.meta.url), 'utf8').trim().split('\n')
    const at = head.split(',').indexOf('unit')
    for (const row of rows) expect(unitOf(row.split(',')[at] ?? '', 'en')).not.toMatch(/[\u4e00-\u9fff]/)
    expect(unitOf('间', 'zh')).toBe('间')
  })

  it('names the State and leaves other units their own name', () => {
    expect(areaName(0, '国家', 'en')).toBe('State')
    expect(areaName(0, '国家', 'zh')).toBe('国家')
    expect(areaName(371426000000, '平原县', 'en')).toBe('平原县')
  })

  it('finds where a text turns Chinese', () => {
    expect(turns('Decided by 省抗震救灾指挥部; not by this post')).toEqual(['Decided by ', '省抗震救灾指挥部', '; not by this post'])
    expect(turns('Level III')).toEqual(['Level III'])
    expect(turns('平原县5号')).toEqual(['', '平原县5号', ''])
  })
})
