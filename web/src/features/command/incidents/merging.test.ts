import { expect, it } from 'vitest'
import type { Incident } from '@/api/types'
import { takersOf } from './merging'

const one = (id: string, world_id: string, state: string) => ({ id, world_id, state }) as Incident

it('an incident goes into an open one of its own world', () => {
  const here = one('a', 'w', 'reported')
  const all = [here, one('b', 'w', 'recovering'), one('c', 'w', 'closed'), one('d', 'w', 'merged'), one('e', 'real', 'verified')]
  expect(takersOf(here, all).map((it) => it.id)).toEqual(['b'])
})
