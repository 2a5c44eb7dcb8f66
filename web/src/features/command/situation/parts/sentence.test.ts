import { expect, it } from 'vitest'
import type { EventFrame } from '@/live/socket'
import { sentence } from './sentence'

it('calls the official intensity map what it is, not one more estimate', () => {
  const frame = (b: Record<string, unknown>) => ({ k: 'estimate.made', b: { run_version: 2, model_zh: '椭圆衰减', source_zh: '中国地震局', ...b } }) as unknown as EventFrame
  expect(sentence(frame({ kind: 'official' }), 'zh')?.text).toBe('官方烈度图 中国地震局')
  expect(sentence(frame({ kind: 'model' }), 'zh')?.text).toBe('第 2 版烈度与人口估计 椭圆衰减')
})
