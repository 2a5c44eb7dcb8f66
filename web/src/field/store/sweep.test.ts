import 'fake-indexeddb/auto'

import { describe, expect, it } from 'vitest'

import { newId } from '@/api/ids'
import { FieldDatabase } from './database'
import { Drafts } from './drafts'
import { Outbox } from './outbox'
import { Safe } from './seal'
import { sweep } from './sweep'

const ME = '371426108-reporter'
const PHOTO = { data: new Blob(['photo']), taken_at: '2023-08-06T05:01:00+08:00' }

let count = 0

async function start(name = `sweep-${(count += 1)}`) {
  const database = new FieldDatabase(name)
  const safe = await Safe.open(database)
  const outbox = new Outbox(database, safe, newId)
  return { name, database, safe, outbox, drafts: new Drafts(database, safe, newId) }
}

async function owners(database: FieldDatabase): Promise<string[]> {
  return (await database.blob.toArray()).map((row) => row.command_id)
}

describe('photos on the phone', () => {
  it('are still there with their draft when the phone dies after the first one', async () => {
    const first = await start()
    const open = await first.drafts.open(ME, 'incident')
    expect(await open.hold()).toBeNull()
    await first.outbox.keepPhoto(open.snapshot().draft.commandId, PHOTO)
    first.database.close()

    const again = await start(first.name)
    await sweep(again.database, again.safe)
    const { draft } = (await again.drafts.open(ME, 'incident')).snapshot()
    expect(await owners(again.database)).toEqual([draft.commandId])
    expect(await again.drafts.left(ME)).toMatchObject([{ photos: 1 }])
  })

  it('go when nothing points to them, and not while a report, a photo or a draft does', async () => {
    const { database, safe, outbox, drafts } = await start()
    const open = await drafts.open('somebody-else', 'incident')
    await open.hold()
    const drafted = open.snapshot().draft.commandId
    const [waiting, received, orphan] = [newId(), newId(), newId()]
    for (const owner of [drafted, waiting, received, orphan]) await outbox.keepPhoto(owner, PHOTO)
    for (const commandId of [waiting, received])
      await outbox.addReport({ commandId, account: ME, body: { incident_id: 'incident' } })
    await database.outbox.where('command_id').equals(received).delete()
    await sweep(database, safe)
    expect((await owners(database)).sort()).toEqual([drafted, waiting, received].sort())
  })

  it('stay while a draft cannot be read, for any may be its own', async () => {
    const { database, safe, outbox } = await start()
    await outbox.keepPhoto(newId(), PHOTO)
    const body = { nonce: new Uint8Array(12), data: new ArrayBuffer(32) }
    await database.draft.put({ id: 'broken', account: ME, saved_at: 0, body })
    await sweep(database, safe)
    expect(await database.blob.count()).toBe(1)
  })
})
