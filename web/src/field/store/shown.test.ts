import 'fake-indexeddb/auto'

import { describe, expect, it } from 'vitest'

import { newId } from '@/api/ids'
import { FieldDatabase, type ReceiptRow } from './database'
import { Outbox } from './outbox'
import { Safe } from './seal'
import { itemsFor, receiptsFor } from './shown'

const ME = '371426108-reporter'
let count = 0

async function start() {
  const database = new FieldDatabase(`shown-${(count += 1)}`)
  const safe = await Safe.open(database)
  return { database, safe, outbox: new Outbox(database, safe, newId) }
}

describe('what the phone shows', () => {
  it('names the size of a photo without reading the photo', async () => {
    const { database, safe, outbox } = await start()
    const commandId = newId()
    const data = new Blob([new Uint8Array(3_000)], { type: 'image/jpeg' })
    await outbox.keepPhoto(commandId, { data, taken_at: '2023-08-06T05:00:00+08:00' })
    await outbox.addReport({ commandId, account: ME, body: { incident_id: 'i' } })
    await database.blob.clear()
    expect((await itemsFor(ME, database, safe)).map((one) => [one.kind, one.bytes])).toEqual([
      ['report', 0],
      ['photo', 3_000],
    ])
  })

  it("opens no other account's items, and goes on where one cannot be read", async () => {
    const { database, safe, outbox } = await start()
    await outbox.addReport({ commandId: newId(), account: ME, body: { incident_id: 'mine' } })
    await outbox.addReport({ commandId: newId(), account: 'other', body: { incident_id: 'o' } })
    await outbox.addReport({ commandId: newId(), account: ME, body: { incident_id: 'lost' } })
    const body = { nonce: new Uint8Array(12), data: new ArrayBuffer(32) }
    await database.outbox.update(3, { body })
    const shown = await itemsFor(ME, database, safe)
    expect(shown.map((one) => one.body)).toEqual([{ incident_id: 'mine' }, {}, {}])
    expect(await itemsFor(null, database, safe)).toHaveLength(3)
  })

  it('still knows a received report after many photos', async () => {
    const { database, safe } = await start()
    const body = await safe.seal({ id: 'report' })
    const row = (n: number, change: Partial<ReceiptRow>): ReceiptRow => ({
      command_id: newId(),
      kind: 'photo',
      account: ME,
      saved_at: n,
      received_at: n,
      body,
      ...change,
    })
    await database.receipt.add(row(0, { kind: 'report', command_id: 'first' }))
    await database.receipt.add(row(1, { kind: 'report', account: 'other' }))
    for (let n = 2; n < 60; n += 1) await database.receipt.add(row(n, {}))
    const [receipt, ...others] = await receiptsFor(ME, database, safe)
    expect(receipt).toMatchObject({ command_id: 'first', body: { id: 'report' } })
    expect(others).toEqual([])
  })
})
