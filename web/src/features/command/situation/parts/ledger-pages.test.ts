import { describe, expect, it } from 'vitest'
import type { Estimate, Gauge, ResponseDetail } from '@/api/types'
import { text } from '../text'
import { gaugePage, levelPage, type Writing } from './ledger-pages'

const gauge: Gauge = {
  indicator: 'rooms', zh: '倒塌＋严损', en: 'Rooms', unit: '间', unit_en: 'rooms', terms: ['rooms'],
  reported: { value: 74, at_least: true, unknown: 2, as_of: '2023-08-06T04:30:00+08:00', source_zh: '德州市上报' },
  estimate: { value: 420, lo: 150, hi: 1300, run_id: 'run', run_version: 3 },
  thresholds: [{ level: 3, lo: 1000, label: 'Ⅲ级' }, { level: 4, lo: 300, label: 'Ⅳ级' }],
  reached: null, expected: null, next: { level: 4, threshold: 300, gap: 226 }, p_cross: [{ level: 4, p: 0.62 }, { level: 3, p: 0.08 }], fires: false, withheld: false,
}
const response = {
  area: 371400000000, area_name: '德州市', family: 'relief', family_zh: '救助', family_en: 'Relief', plan_id: 'city-2024', plan_name_zh: '市预案', level: 4,
  acts: [{ n: 1, act: 'start', level: 4, at: '2023-08-06T05:02:00+08:00', by: '市减灾委副主任', reason: '研判可能' }],
  decider_zh: '市减灾委副主任', gauges: [gauge], verdict_zh: '已启动Ⅳ级', verdict_en: 'Level IV is in force', legal_basis_zh: '条例第九条',
} as unknown as ResponseDetail
const run = { id: 'run', model_zh: '模型', model_en: 'Model', at: '2023-08-06T02:36:00+08:00' } as unknown as Estimate
const writing: Writing = { words: text.zh, language: 'zh', now: new Date('2023-08-06T05:10:00+08:00') }

describe('the ledger of a gauge', () => {
  it('says what was reported, by whom, as of when, and what is missing', () => {
    const [reported] = gaugePage(gauge, response, [run], '市预案', writing).entries
    expect(reported).toMatchObject({ kind: 'reported', value: '≥74', unit: '间' })
    expect(reported?.facts).toEqual([['来源', '德州市上报'], ['数据截至', '04:30'], ['未知分项', '2'], ['对阈值', '距Ⅳ 差 226']])
  })

  it('says which run estimates it, over what range', () => {
    const estimate = gaugePage(gauge, response, [run], '市预案', writing).entries[1]
    expect(estimate).toMatchObject({ kind: 'estimate', value: '~420' })
    expect(estimate?.facts).toEqual([['90% 区间', '150–1,300'], ['模型', '模型 v3'], ['估计时间', '02:36'], ['对阈值', '达 Ⅳ']])
  })

  it('lists the thresholds from the lowest with their chances, and the edition they stand in', () => {
    const facts = gaugePage(gauge, response, [run], '市预案', writing).entries[2]?.facts
    expect(facts).toEqual([
      ['Ⅳ级', '≥ 300 间 · 估计达到 62%'], ['Ⅲ级', '≥ 1,000 间 · 估计达到 8%'],
      ['预案', '市预案'], ['版本', 'city-2024'], ['法律依据', '条例第九条'],
    ])
  })

  it('does not turn a withheld or a missing report into a number', () => {
    const withheld = gaugePage({ ...gauge, reported: null, withheld: true, estimate: null, p_cross: null }, response, [], '', writing)
    expect(withheld.entries[0]).toMatchObject({ value: '上级汇总，不下发', unit: '', facts: [] })
    expect(gaugePage({ ...gauge, reported: null }, response, [], '', writing).entries[0]?.value).toBe('未报')
  })

  it('says where a share has no base', () => {
    const share = { ...gauge, reported: null, not_evaluated_zh: '未评估：缺农牧业人口基数', not_evaluated_en: 'Not evaluated: no base figure' }
    expect(gaugePage(share, response, [], '', writing).entries[0]?.value).toBe('未评估：缺农牧业人口基数')
  })
})

describe('the ledger of a level', () => {
  it('names who decided, then every criterion', () => {
    const { title, entries } = levelPage(response, [run], '市预案', writing)
    expect(title).toBe('德州市 · 救助')
    expect(entries[0]).toMatchObject({ value: '已启动 Ⅳ级' })
    expect(entries[0]?.facts[0]).toEqual(['05:02', '启动 Ⅳ · 市减灾委副主任 · 研判可能'])
    expect(entries.map((one) => one.key)).toEqual(['acts', 'rooms-reported', 'rooms-estimate', 'rooms-thresholds'])
    expect(entries[1]?.title).toBe('倒塌＋严损')
  })
})
