import { describe, expect, it } from 'vitest'
import { isNews } from './news'
import { type Shown, turn } from './pages'

const PAGES = ['a', 'b']
/** Let seconds pass one by one; `told` says which incidents have news in a second. Returns each second's page. */
function stand(pages: string[], seconds: number, told: (second: number) => string[]): string[] {
  const news = new Map<string, number>()
  let shown: Shown | null = null
  return Array.from({ length: seconds }, (_, second) => {
    for (const id of told(second)) news.set(id, second * 1000)
    shown = turn(pages, second * 1000, news, shown)
    return (shown as Shown).id
  })
}
const runs = (all: string[]): [string, number][] => {
  const found: [string, number][] = []
  for (const id of all) {
    const last = found.at(-1)
    if (last?.[0] === id) last[1] += 1
    else found.push([id, 1])
  }
  return found
}

describe('pages of several incidents', () => {
  it('turn every 20 s while there is no news, and never when there is one', () => {
    expect(runs(stand(PAGES, 60, () => []))).toEqual([['a', 20], ['b', 20], ['a', 20]])
    expect(runs(stand(['a'], 90, () => ['a']))).toEqual([['a', 90]])
    expect(turn([], 0, new Map(), null)).toBeNull()
  })

  it('do not flicker when both have news every second', () => {
    expect(runs(stand(PAGES, 180, () => PAGES))).toEqual([['a', 60], ['b', 60], ['a', 60]])
  })

  it('give the quiet one its turn beside one that never is', () => {
    expect(runs(stand(PAGES, 160, () => ['a']))).toEqual([['a', 60], ['b', 20], ['a', 60], ['b', 20]])
    expect(runs(stand(['a', 'b', 'c'], 140, () => PAGES)).map(([id]) => id)).toContain('c')
  })

  it('bring up the one with news, once the present page has stood its time', () => {
    expect(runs(stand(['a', 'b', 'c'], 50, (second) => (second === 5 ? ['c'] : [])))).toEqual([
      ['a', 20], ['c', 30],
    ])
  })

  it('leave a page whose incident is over at once', () => {
    expect(turn(['b'], 1000, new Map(), { id: 'a', since: 0 })).toEqual({ id: 'b', since: 1000 })
  })
})

describe('news', () => {
  const now = new Date().toISOString()
  it('is a report, a level or the incident; not that an order was read', () => {
    const kinds = ['report.submitted', 'response.started', 'incident.verified', 'order.read', 'response.evaluated', 'task.done']
    expect(kinds.map((k) => isNews({ k, at: now }))).toEqual([true, true, true, false, false, false])
  })

  it('is not what a replay tells of the past', () => {
    expect(isNews({ k: 'report.submitted', at: new Date(Date.now() - 120_000).toISOString() })).toBe(false)
  })
})
