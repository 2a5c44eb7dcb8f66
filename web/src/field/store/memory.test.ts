import 'fake-indexeddb/auto'

import { describe, expect, it } from 'vitest'

import { FieldDatabase } from './database'
import { Memory } from './memory'
import { Safe } from './seal'

describe('what the phone remembers', () => {
  it('lies on the disk unreadable, the newest of it, and can be forgotten', async () => {
    const database = new FieldDatabase('memory')
    const memory = new Memory(database, await Safe.open(database))
    for (const title of ['一号', '二号', '指令三号']) memory.put('known', { orders: [{ title }] })
    await memory.forget()
    expect(await memory.get('known')).toBeNull()

    for (const title of ['一号', '指令三号']) memory.put('known', { orders: [{ title }] })
    await expect.poll(() => memory.get('known')).toEqual({ orders: [{ title: '指令三号' }] })
    const row = await database.cache.get('known')
    const { data } = row?.value as { data: ArrayBuffer }
    expect(new TextDecoder().decode(data)).not.toContain('指令三号')
    expect(JSON.stringify(row)).not.toContain('指令三号')
  })

  it('takes what an older page left there in the clear for nothing', async () => {
    const database = new FieldDatabase('memory-before')
    const memory = new Memory(database, await Safe.open(database))
    await database.cache.put({ key: 'known', at: 0, value: { orders: [] } })
    expect(await memory.get('known')).toBeNull()
  })
})
