import { describe, expect, it } from 'vitest'
import type { Indicator } from '@/api/types'
import { askedFor, linesOf, nameOf, tierOf, unitsOf } from './lines'

const one = (indicator: string, zh: string, more: Partial<Indicator> = {}): Indicator => ({
  indicator, zh, en: indicator, unit: '人', integer: true, group: 'people', group_zh: '', group_en: '', accumulates: true, now_of: null, parent: null, hazard: null, official_code: null, ...more,
})
const FORM = [
  one('injured', '因灾受伤人口'),
  one('severely_injured', '其中：重伤人口', { parent: 'injured' }),
  one('missing', '因灾失踪人口', { accumulates: false }),
  one('reloc_cum', '紧急转移安置人口（累计）', { en: 'Relocated (cumulative)' }),
  one('reloc_now', '紧急转移安置人口（实时）', { accumulates: false, now_of: 'reloc_cum' }),
  one('central_cum', '其中：集中安置（累计）', { parent: 'reloc_cum' }),
  one('central_now', '其中：集中安置（实时）', { accumulates: false, now_of: 'central_cum', parent: 'reloc_now' }),
  one('dispersed_cum', '其中：分散安置（累计）', { parent: 'reloc_cum' }),
  one('sites_cum', '集中安置点', { unit: '个' }),
  one('drought_aid_cum', '因旱需生活救助人口', { hazard: '0101' }),
  one('rooms', '倒塌房屋', { group: 'houses', unit: '间' }),
]

describe('the rows of the form', () => {
  const lines = linesOf(FORM, 'people')

  it('puts a cumulative figure and its realtime one in one row', () => {
    expect(lines.map((line) => [line.cum?.indicator, line.now?.indicator])).toEqual([
      ['injured', undefined], ['severely_injured', undefined], [undefined, 'missing'], ['reloc_cum', 'reloc_now'],
      ['central_cum', 'central_now'], ['dispersed_cum', undefined], ['sites_cum', undefined], ['drought_aid_cum', undefined],
    ])
  })

  it('indents parts, and says 其中 once', () => {
    expect(lines.map((line) => [line.depth, nameOf(line, 'zh')]).slice(0, 6)).toEqual([
      [0, '因灾受伤人口'], [1, '其中 重伤人口'], [0, '因灾失踪人口'], [0, '紧急转移安置人口'], [1, '其中 集中安置'], [1, '分散安置（累计）'],
    ])
    expect(nameOf(lines[3]!, 'en')).toBe('Relocated')
  })

  it('leaves out what the hazard does not ask for, unless somebody stated it', () => {
    const names = (hazard: string, stated: string[]) => askedFor(FORM, hazard, new Set(stated)).map((line) => line.indicator)
    expect(names('020100', [])).not.toContain('drought_aid_cum')
    expect(names('010100', [])).toContain('drought_aid_cum')
    expect(names('020100', ['drought_aid_cum'])).toContain('drought_aid_cum')
  })

  it('names the units of a section once each', () => {
    expect(unitsOf(FORM, 'people', 'zh')).toEqual(['人', '个'])
    expect(unitsOf(FORM, 'people', 'en')).toEqual(['people'])
  })
})

describe('the tier of a code', () => {
  it('follows its zeros', () => {
    expect([0, 370000000000, 371400000000, 371426000000, 371426108000, 371426108201].map(tierOf)).toEqual([0, 1, 2, 3, 4, 5])
  })
})
