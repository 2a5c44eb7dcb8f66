import { describe, expect, it } from 'vitest'
import { linesOf } from './queue'
import type { Item } from './store/shown'

const item = (change: Partial<Item>): Item =>
  ({ kind: 'report', state: 'waiting', after: null, bytes: 0, command_id: '', ...change }) as Item

describe('the queue', () => {
  it('shows the photos of a report as one line, and a refused one by itself', () => {
    const photo = { kind: 'photo', after: 'a', bytes: 300 } as const
    const lines = linesOf([
      item({ command_id: 'a' }),
      item({ ...photo, command_id: 'b' }),
      item({ ...photo, command_id: 'c' }),
      item({ ...photo, command_id: 'd', state: 'fault' }),
      item({ kind: 'move', command_id: 'e' }),
    ])
    expect(lines.map((line) => [line.item.command_id, line.photos])).toEqual([
      ['a', null],
      ['b', { count: 2, bytes: 600 }],
      ['d', { count: 1, bytes: 300 }],
      ['e', null],
    ])
  })
})
