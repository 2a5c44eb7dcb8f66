import 'fake-indexeddb/auto'

import { beforeEach, describe, expect, it } from 'vitest'

import { newId } from '@/api/ids'
import { FieldDatabase } from './database'
import { type Answer, type Drained, Outbox, type Outgoing, type Send } from './outbox'
import { Safe } from './seal'

const ME = '371426108-reporter'
const INCIDENT = '0189c000-0000-7000-8000-000000000001'

/** The centre as the protocol promises it: one effect and one answer per command id. */
class Centre {
  readonly answers = new Map<string, Answer>()
  readonly reports: string[] = []
  readonly files: string[] = []
  readonly attached: string[] = []

  readonly hear: Send = async (outgoing) => {
    const stored = this.answers.get(outgoing.commandId)
    if (stored) return stored
    const answer = this.act(outgoing)
    this.answers.set(outgoing.commandId, answer)
    return answer
  }

  private act(outgoing: Outgoing): Answer {
    if (outgoing.path === '/api/reports') {
      const body = outgoing.body as { incident_id: string }
      this.reports.push(outgoing.commandId)
      return { status: 201, body: { id: newId(), incident_id: body.incident_id } }
    }
    if (outgoing.path === '/api/files') {
      this.files.push(outgoing.commandId)
      return { status: 201, body: { id: newId() } }
    }
    if (outgoing.path.endsWith('/photos')) {
      this.attached.push(...(outgoing.body as { file_ids: string[] }).file_ids)
      return { status: 201, body: { id: outgoing.path.split('/')[3] } }
    }
    return { status: 200, body: { id: 'moved' } }
  }
}

let name = ''
let count = 0
let time = 1_000_000

beforeEach(() => {
  name = `field-${(count += 1)}`
  time = 1_000_000
})

/** Open the phone's store as a freshly started page would. */
async function start(): Promise<{ database: FieldDatabase; outbox: Outbox; safe: Safe }> {
  const database = new FieldDatabase(name)
  const safe = await Safe.open(database)
  return { database, safe, outbox: new Outbox(database, safe, newId, () => time) }
}

async function write(outbox: Outbox, photos = 1): Promise<string> {
  const commandId = newId()
  for (let i = 0; i < photos; i += 1) {
    const data = new Blob([`photo ${i}`], { type: 'image/jpeg' })
    await outbox.keepPhoto(commandId, { data, taken_at: `2023-08-06T05:0${i}:00+08:00` })
  }
  await outbox.addReport({
    commandId,
    account: ME,
    draftId: 'draft',
    body: { incident_id: INCIDENT, figures: { injured: 1 } },
  })
  return commandId
}

/** One round as the phone makes it: text, then photos. */
async function drain(outbox: Outbox, send: Send): Promise<Drained> {
  const text = await outbox.drain(ME, send, 'text')
  return text === 'offline' || text === 'sign-in' ? text : outbox.drain(ME, send, 'photos')
}

/** Report no change after another report that may still be waiting. */
async function writeNoChange(outbox: Outbox, after: string): Promise<string> {
  const commandId = newId()
  const body = { incident_id: INCIDENT, figures: {}, nil_report: true }
  await outbox.addReport({ commandId, account: ME, body, after })
  return commandId
}

const noNetwork: Send = () => Promise.reject(new TypeError('Failed to fetch'))

describe('outbox', () => {
  it('says no change only after the losses that it leaves unchanged', async () => {
    const { database, outbox } = await start()
    const centre = new Centre()
    const losses = await write(outbox, 0)
    const noChange = await writeNoChange(outbox, losses)
    const refused = { status: 422, body: { code: 'invalid', detail: '须补一项' } }
    await drain(outbox, async () => refused)
    expect(await database.outbox.toArray()).toMatchObject([
      { command_id: losses, state: 'fault' },
      { command_id: noChange, state: 'waiting', tries: 0 },
    ])
    await outbox.resend(losses, {})
    await drain(outbox, centre.hear)
    expect(centre.reports).toEqual([losses, noChange])
  })

  it('gives up with a report what is said after it, and the photos of both', async () => {
    const { database, outbox } = await start()
    const losses = await write(outbox, 1)
    const noChange = await writeNoChange(outbox, losses)
    await outbox.keepPhoto(noChange, { data: new Blob(['b']), taken_at: '2023-08-06T05:09:00Z' })
    await write(outbox, 0)
    await outbox.discard(losses)
    expect([await database.outbox.count(), await database.blob.count()]).toEqual([1, 0])
  })

  it('sends the text first and its photos after, and empties itself', async () => {
    const { database, outbox } = await start()
    const centre = new Centre()
    const paths: string[] = []
    const commandId = await write(outbox, 2)
    const listening: Send = (outgoing) => {
      paths.push(outgoing.path.replace(/[0-9a-f-]{36}/, 'ID'))
      return centre.hear(outgoing)
    }
    expect(await drain(outbox, listening)).toBe('empty')
    expect(paths).toEqual([
      '/api/reports',
      '/api/files',
      '/api/reports/ID/photos',
      '/api/files',
      '/api/reports/ID/photos',
    ])
    expect(await database.blob.count()).toBe(0)
    expect(await database.receipt.get(commandId)).toMatchObject({ kind: 'report', account: ME })
    expect(centre.attached).toHaveLength(2)
  })

  it('keeps everything without a network, also over a restart', async () => {
    const before = await start()
    await write(before.outbox)
    expect(await drain(before.outbox, noNetwork)).toBe('offline')
    before.database.close()

    const after = await start()
    expect(await after.database.outbox.count()).toBe(2)
    time += 3_600_000
    const centre = new Centre()
    expect(await drain(after.outbox, centre.hear)).toBe('empty')
    expect(centre.reports).toHaveLength(1)
  })

  // Steps at which a phone may die: before each request leaves, after the centre has acted but before
  // its answer arrives, and after the answer arrives but before it is written down.
  for (let step = 0; step < 6; step += 1) {
    it(`loses and doubles nothing when killed at step ${step}`, async () => {
      const centre = new Centre()
      const first = await start()
      await write(first.outbox)
      let asked = 0
      const dying: Send = async (outgoing) => {
        const here = asked++
        if (here === Math.floor(step / 2) && step % 2 === 0) throw new TypeError('killed before')
        const answer = await centre.hear(outgoing)
        if (here === Math.floor(step / 2)) {
          first.database.close() // the page is gone: nothing after this is written
        }
        return answer
      }
      await drain(first.outbox, dying).catch(() => undefined)
      first.database.close()

      const second = await start()
      time += 3_600_000
      expect(await drain(second.outbox, centre.hear)).toBe('empty')
      expect(centre.reports).toHaveLength(1)
      expect(centre.files).toHaveLength(1)
      expect(centre.attached).toHaveLength(1)
      expect(await second.database.receipt.count()).toBe(2)
    })
  }

  it('delivers a report while an earlier photo is still on its way', async () => {
    const { database, outbox } = await start()
    const centre = new Centre()
    await write(outbox, 1)
    await outbox.drain(ME, centre.hear, 'text')
    let arrive: () => void = () => undefined
    const onItsWay = new Promise<void>((done) => (arrive = done))
    const photos = outbox.drain(ME, async (o) => onItsWay.then(() => centre.hear(o)), 'photos')
    const second = await write(outbox, 0)
    await outbox.drain(ME, centre.hear, 'text')
    expect(await database.receipt.get(second)).toBeDefined()
    expect(centre.files).toEqual([])
    arrive()
    expect(await photos).toBe('empty')
    expect(centre.attached).toHaveLength(1)
  })

  it('tries a photo that failed again later, when its report is long received', async () => {
    const { database, outbox } = await start()
    const centre = new Centre()
    const commandId = await write(outbox, 1)
    const thin: Send = (o) =>
      o.path === '/api/files' ? Promise.reject(new TypeError('timed out')) : centre.hear(o)
    expect(await drain(outbox, thin)).toBe('offline')
    expect(await database.receipt.get(commandId)).toBeDefined()
    expect((await database.outbox.toArray())[0]).toMatchObject({ kind: 'photo', tries: 1 })
    expect(await drain(outbox, centre.hear)).toBe('waiting')
    expect(centre.files).toEqual([])
    time += 3_600_000
    expect(await drain(outbox, centre.hear)).toBe('empty')
    expect(centre.attached).toHaveLength(1)
  })

  it('does not queue a report twice when the button is pressed again after delivery', async () => {
    const { database, outbox } = await start()
    const centre = new Centre()
    const commandId = await write(outbox, 0)
    await drain(outbox, centre.hear)
    await outbox.addReport({
      commandId,
      account: ME,
        draftId: 'draft',
      body: { incident_id: INCIDENT },
    })
    expect(await database.outbox.count()).toBe(0)
  })

  it('keeps a refused report with its reason and sends the others', async () => {
    const { database, outbox } = await start()
    const centre = new Centre()
    const refused = await write(outbox, 1)
    const fine = await write(outbox, 0)
    const answer: Answer = {
      status: 422,
      body: {
        code: 'invalid',
        title: '填报内容有误',
        detail: '缺少灾种',
        number: 'A1',
        pointer: '/kind',
      },
    }
    const picky: Send = (o) => (o.commandId === refused ? Promise.resolve(answer) : centre.hear(o))
    await drain(outbox, picky)
    expect(centre.reports).toEqual([fine])
    const row = await database.outbox.where('command_id').equals(refused).first()
    expect(row).toMatchObject({ state: 'fault', fault: { detail: '缺少灾种', pointer: '/kind' } })
    expect(await database.blob.count()).toBe(1)
  })

  it('asks about a place outside the unit and sends it once it is confirmed', async () => {
    const { database, outbox, safe } = await start()
    const commandId = await write(outbox, 0)
    await drain(outbox, async () => ({ status: 409, body: { code: 'outside-unit' } }))
    expect((await database.outbox.toArray())[0]?.state).toBe('confirm')
    await outbox.resend(commandId, { confirm_outside: true })
    const row = (await database.outbox.toArray())[0]
    expect(row && (await safe.unseal(row.body))).toMatchObject({ confirm_outside: true })
    expect(await drain(outbox, new Centre().hear)).toBe('empty')
  })

  it('leaves its time out when the centre says that the clock is wrong', async () => {
    const { database, outbox, safe } = await start()
    const commandId = newId()
    await outbox.addReport({
      commandId,
      account: ME,
        draftId: 'draft',
      body: { incident_id: INCIDENT, data_as_of: '2033-08-06T05:01:00Z' },
    })
    const body = { code: 'report-refused', pointer: '/data_as_of' }
    await drain(outbox, async () => ({ status: 422, body }))
    const row = (await database.outbox.toArray())[0]
    expect(row && (await safe.unseal(row.body))).toEqual({ incident_id: INCIDENT })
    expect(await drain(outbox, new Centre().hear)).toBe('empty')
  })

  it('keeps an item when the session has ended', async () => {
    const { database, outbox } = await start()
    await write(outbox, 0)
    expect(await drain(outbox, async () => ({ status: 401, body: {} }))).toBe('sign-in')
    expect((await database.outbox.toArray())[0]).toMatchObject({ state: 'waiting', tries: 0 })
  })

  it("does not take a carrier's page for an answer", async () => {
    const { database, outbox } = await start()
    await write(outbox, 0)
    await drain(outbox, async () => ({ status: 200, body: null }))
    time += 3_600_000
    await drain(outbox, async () => ({ status: 200, body: { hello: 'portal' } }))
    expect(await database.outbox.count()).toBe(1)
    expect(await database.receipt.count()).toBe(0)
  })

  it("keeps trying when a door's refusal is not the centre's, and says so", async () => {
    const { database, outbox } = await start()
    const commandId = await write(outbox, 0)
    for (const status of [401, 403, 404, 413]) {
      expect(await drain(outbox, async () => ({ status, body: null }))).toBe('waiting')
      const row = await database.outbox.where('command_id').equals(commandId).first()
      expect(row).toMatchObject({ state: 'waiting', unanswered: true, fault: null })
      time += 3_600_000
    }
    await drain(outbox, noNetwork)
    expect((await database.outbox.toArray())[0]).toMatchObject({ unanswered: false })
    time += 3_600_000
    const centre = new Centre()
    expect(await drain(outbox, centre.hear)).toBe('empty')
    expect(centre.reports).toEqual([commandId])
  })

  it('sends a photo that was still being made when its report was handed over', async () => {
    for (const sent of [false, true]) {
      const { database, outbox } = await start()
      const centre = new Centre()
      const commandId = await write(outbox, 0)
      if (sent) await drain(outbox, centre.hear)
      const data = new Blob(['late'], { type: 'image/jpeg' })
      await outbox.keepPhoto(commandId, { data, taken_at: '2023-08-06T05:09:00+08:00' })
      expect(await drain(outbox, centre.hear)).toBe('empty')
      expect(centre.attached).toHaveLength(1)
      expect(await database.blob.count()).toBe(0)
    }
  })

  it('does not take what this phone cannot read for the lack of a network', async () => {
    const { database, outbox } = await start()
    const centre = new Centre()
    const broken = await write(outbox, 0)
    const fine = await write(outbox, 0)
    const row = await database.outbox.where('command_id').equals(broken).first()
    const body = { nonce: new Uint8Array(12), data: new ArrayBuffer(32) }
    await database.outbox.update(row?.seq ?? 0, { body })
    expect(await drain(outbox, centre.hear)).toBe('waiting')
    expect(centre.reports).toEqual([fine])
    const kept = await database.outbox.where('command_id').equals(broken).first()
    expect(kept).toMatchObject({ state: 'fault', tries: 0, fault: { code: 'unreadable' } })
  })

  it("leaves another account's items alone", async () => {
    const { database, outbox } = await start()
    await write(outbox, 0)
    const centre = new Centre()
    expect(await outbox.drain('371426103-reporter', centre.hear, 'text')).toBe('waiting')
    expect(centre.reports).toEqual([])
    expect(await database.outbox.count()).toBe(1)
  })

  it('lies on the disk unreadable', async () => {
    const { database, outbox } = await start()
    await write(outbox, 1)
    const row = (await database.outbox.toArray())[0]
    expect(new TextDecoder().decode(row?.body.data)).not.toContain('injured')
    const photo = (await database.blob.toArray())[0]
    expect(new TextDecoder().decode(photo?.data.data)).not.toContain('photo 0')
    const key = await database.secret.get('key')
    expect(key?.key.extractable).toBe(false)
  })
})
