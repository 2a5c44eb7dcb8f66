import { expect, it } from 'vitest'
import type { EventFrame } from '@/live/socket'
import { sentence } from './sentence'

it('calls the official intensity map what it is, not one more estimate', () => {
  const frame = (b: Record<string, unknown>) => ({ k: 'estimate.made', b: { run_version: 2, model_zh: '椭圆衰减', source_zh: '中国地震局', ...b } }) as unknown as EventFrame
  expect(sentence(frame({ kind: 'official' }), 'zh')?.text).toBe('官方烈度图 中国地震局')
  expect(sentence(frame({ kind: 'model' }), 'zh')?.text).toBe('第 2 版烈度与人口估计 椭圆衰减')
})

it('says of goods first what happened where', () => {
  const lines = [{ zh: '棉被', en: 'quilts', qty: 400, unit: '床' }]
  const b = { state: 'received', to_name: '平原县', warehouse_name: '济南中心库', lines }
  const frame = { k: 'shipment.received', b } as unknown as EventFrame
  expect(sentence(frame, 'zh')?.text).toBe('平原县 物资已接收：棉被 400床 · 济南中心库')
  expect(sentence(frame, 'en')?.text).toBe('平原县 goods received: quilts 400 · 济南中心库')
})
