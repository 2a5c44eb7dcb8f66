import 'fake-indexeddb/auto'

import { describe, expect, it } from 'vitest'

import { newId } from '@/api/ids'
import { FieldDatabase } from './database'
import { type Draft, Drafts, emptyDraft, type LeftDraft, OpenDraft, typeLost } from './drafts'
import { Safe } from './seal'

const ME = '371426108-reporter'
const INCIDENT = '0189c000-0000-7000-8000-000000000001'
const FIX = { how: 'gps', lon: 116.35, lat: 37.185, accuracy_m: 18 } as const

let count = 0

async function start(name = `drafts-${(count += 1)}`) {
  const database = new FieldDatabase(name)
  const safe = await Safe.open(database)
  return { name, database, drafts: new Drafts(database, safe, newId) }
}

function injured(n: number) {
  return (now: Draft) => ({ figures: { ...now.figures, injured: n } })
}

describe('a draft', () => {
  it('keeps what was typed while a place was on its way', async () => {
    const first = await start()
    const open = await first.drafts.open(ME, INCIDENT)
    let arrive: () => void = () => undefined
    const fix = new Promise<void>((done) => (arrive = done)).then(() =>
      open.change(() => ({ place: FIX })),
    )
    await open.change(injured(7))
    arrive()
    await fix
    expect(open.snapshot()).toMatchObject({
      draft: { figures: { injured: 7 }, place: FIX },
      kept: 'saved',
    })
    first.database.close()

    const again = await start(first.name)
    const { draft } = (await again.drafts.open(ME, INCIDENT)).snapshot()
    expect(draft).toMatchObject({ figures: { injured: 7 }, place: FIX })
  })

  it('keeps the stated dead while their total is typed, also when the page dies in between', async () => {
    const first = await start()
    const open = await first.drafts.open(ME, INCIDENT)
    const twelve = { ...open.snapshot().draft.figures, deaths: 5, missing: 7 }
    await open.change(() => ({ figures: twelve }))
    await open.change((newest) => typeLost(newest, 1))
    expect(open.snapshot().draft.figures).toMatchObject({ deaths: 1, missing: 0 })
    first.database.close()

    const again = await (await start(first.name)).drafts.open(ME, INCIDENT)
    expect(again.snapshot().draft.figures).toMatchObject({ deaths: 1, missing: 0 })
    await again.change((newest) => typeLost(newest, 13))
    expect(again.snapshot().draft.figures).toMatchObject({ deaths: 5, missing: 8 })
  })

  it('is one and the same for a page that was left and for the one that took its place', async () => {
    const { drafts } = await start()
    const left = await drafts.open(ME, INCIDENT)
    const here = await drafts.open(ME, INCIDENT)
    await here.change(injured(3))
    await left.change(() => ({ place: FIX }))
    expect(here.snapshot().draft).toMatchObject({ figures: { injured: 3 }, place: FIX })
    drafts.close(ME, INCIDENT)
    expect(await drafts.open(ME, INCIDENT)).not.toBe(here)
  })

  it('is saved in the order of its changes, the newest last', async () => {
    const saved: (number | null)[] = []
    const pauses = [20, 0, 0]
    const open = new OpenDraft(emptyDraft(INCIDENT, newId()), 'untouched', async (draft) => {
      await new Promise((done) => setTimeout(done, pauses.shift()))
      saved.push(draft.figures.injured)
    })
    expect(open.snapshot().kept).toBe('untouched')
    const changes = [1, 2, 3].map((n) => open.change(injured(n)))
    expect(open.snapshot().kept).toBe('saving')
    await Promise.all(changes)
    expect(saved.at(-1)).toBe(3)
    expect(open.snapshot().kept).toBe('saved')
  })

  it('can be found when its incident has closed, given to another one, and given up', async () => {
    const { database, drafts } = await start()
    await (await drafts.open(ME, INCIDENT)).change(injured(4))
    await (await drafts.open(ME, 'blank')).change(() => ({ place: FIX }))
    await (await drafts.open('somebody-else', INCIDENT)).change(injured(9))
    const [left, ...others] = await drafts.left(ME)
    expect(left).toMatchObject({ draft: { incidentId: INCIDENT, figures: { injured: 4 } } })
    expect(others).toEqual([])

    await drafts.move(ME, (left as LeftDraft).draft, 'blank')
    const { draft } = (await drafts.open(ME, 'blank')).snapshot()
    expect(draft).toMatchObject({ incidentId: 'blank', figures: { injured: 4 } })
    expect((await drafts.open(ME, INCIDENT)).snapshot().draft.figures.injured).toBeNull()
    await drafts.discard(ME, draft)
    expect(await drafts.left(ME)).toEqual([])
    expect(await database.draft.count()).toBe(1)
  })

  it('says that it was not saved, and whether for want of room', async () => {
    const failures = [
      Object.assign(new Error(), { name: 'AbortError', inner: { name: 'QuotaExceededError' } }),
      new Error('the storage is broken'),
    ]
    const open = new OpenDraft(emptyDraft(INCIDENT, newId()), 'untouched', () => {
      const failure = failures.shift()
      return failure ? Promise.reject(failure) : Promise.resolve()
    })
    await open.change(injured(1))
    expect(open.snapshot().kept).toBe('full')
    expect(await open.hold()).toBe('failed')
    expect(open.snapshot().kept).toBe('failed')
    expect(await open.hold()).toBeNull()
    await open.change(injured(3))
    expect(open.snapshot()).toMatchObject({ draft: { figures: { injured: 3 } }, kept: 'saved' })
  })
})
