import { describe, expect, it } from 'vitest'
import type { ResponseDetail } from '@/api/types'
import { groundsOf, signedOn } from './pinned'

const response = (version: number, level: number | null, proposed: number | null, criterion = '震级 5.5') =>
  ({
    version, level, verdict_zh: '未达条件', verdict_en: '',
    proposed: proposed === null ? null : { level: proposed, criterion_zh: criterion, criterion_en: '' },
  }) as ResponseDetail

describe('what a decision is signed on', () => {
  it('is what was read, when the figures have moved on', () => {
    const read = response(3, null, 3)
    const now = response(4, null, 2, '震级 6.2')
    expect(signedOn(read, now, 'zh')).toEqual({ record: read, changed: true })
    expect(groundsOf(now, 'zh', '未启动')).toEqual({ basis: '震级 6.2', level: '未启动 → Ⅱ' })
  })

  it('follows a version that says the same', () => {
    const now = response(4, null, 3)
    expect(signedOn(response(3, null, 3), now, 'zh')).toEqual({ record: now, changed: false })
  })
})
