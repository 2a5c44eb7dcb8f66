import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import type { Connection } from '@/live/store'
import { Counts } from './Counts'
import { under } from './figure-words'
import { Idle } from './Idle'
import { figureRows } from './rows'
import { text } from './text'

const words = text.zh
const rows = figureRows(undefined, null)
const said = (unread: 'loading' | 'failed' | null, estimating = false) =>
  rows.map((row) => under(row, words, { now: new Date(), tier: 1, unread, estimating }, 'zh'))
const connection: Connection = { state: 'live', ageSeconds: 0, heardAt: null, offset: 0, held: true }
const idle = (change: Partial<Connection>) =>
  renderToStaticMarkup(<Idle office="" line={{ ...connection, ...change, expired: false }} />)

describe('what is not read on the wall', () => {
  it('is never taken for nothing reported', () => {
    expect(said('loading')[1]).toBe('正在读取')
    expect(said('failed')[1]).toBe('未能读取')
    expect(said(null)[1]).toBe('尚无上报')
  })

  it('is an estimate under way while the model works, and none afterwards', () => {
    expect(said(null, true)[3]).toBe('正在估算')
    expect(said(null)[3]).toBe('无估计')
  })

  it('is never taken for no silent county', () => {
    const counts = (silent: [] | undefined, unread: 'loading' | 'failed') =>
      renderToStaticMarkup(<Counts silent={silent} unread={unread} orders={[]} shipments={[]} />)
    expect(counts(undefined, 'failed')).toContain('<strong>—</strong><span><b>静默县</b><small>未能读取')
    expect(counts([], 'loading')).toContain('<strong>0</strong><span><b>静默县</b><small>无逾期未报')
  })

  it('is never taken for no incident', () => {
    expect(idle({})).toContain('没有进行中的事件')
    expect(idle({ held: false, state: 'cut' })).toContain('尚不知道有无事件')
    expect(idle({ held: false, state: 'connecting' })).not.toContain('没有进行中的事件')
  })
})

describe('a figure heard from some', () => {
  const row = { ...rows[0], value: 0, heard: 2, expected: 16, at: null }
  it('does not say nil beside "at least"', () => {
    const line = (atLeast: boolean) =>
      under({ ...row, atLeast } as (typeof rows)[0], words, { now: new Date(), tier: 1, unread: null, estimating: false })
    expect(line(false)).toBe('2 市零报')
    expect(line(true)).toBe('2/16 市已报')
  })
})
