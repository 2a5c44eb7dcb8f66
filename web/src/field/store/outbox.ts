/**
 * Work done without a network, sent when there is one.
 *
 * Every item is a command with an id made here, so that sending it twice has one effect. An item leaves
 * the outbox only after the centre's answer has been read, checked and stored beside it, in the same
 * transaction that removes it: whatever is killed between two steps, the item is either still here or
 * received.
 */
import { sha256 } from '@/api/ids'
import { pause } from './backoff'
import type { BlobRow, Fault, FieldDatabase, ItemKind, OutboxRow } from './database'
import type { Safe } from './seal'

/** What is said to the centre for one item. */
export interface Outgoing {
  method: 'POST'
  path: string
  commandId: string
  /** JSON value, or a form with a file. */
  body: unknown
}

/** What was said. `body` is null where it was not the centre who spoke: a door on the way, a proxy. */
export interface Answer {
  status: number
  body: Record<string, unknown> | null
}

/** Sends one request; rejects when there is no network, and for nothing else. */
export type Send = (outgoing: Outgoing) => Promise<Answer>

/** Sending failed, in contrast to what may fail on the phone itself. */
class NoNetworkError extends Error {}

/** What is said of an item this phone cannot read any more: no waiting for a network mends that. */
const UNREADABLE: Fault = {
  code: 'unreadable',
  status: 0,
  title: '本机读不出这一份',
  title_en: 'This phone cannot read it',
  detail: '本机读不出这一份，请删除后重新填报',
  detail_en: 'This phone cannot read it: delete it and report again',
  number: '',
}

const AS_OF = '/data_as_of'

/** Text goes its own way: a photo that takes minutes on a thin network never holds it up. */
export type Lane = 'text' | 'photos'

export type Drained = 'empty' | 'waiting' | 'offline' | 'sign-in'

export interface ReportBody {
  incident_id: string
  [member: string]: unknown
}

export interface PhotoBody {
  blob_id: string
  /** Second command of a photo: attaching it to its report. */
  attach_id: string
  name: string
  bytes: number
}

export interface MoveBody {
  path: string
  reason?: string
}

export interface NewPhoto {
  data: Blob
  taken_at: string
}

export class Outbox {
  constructor(
    private readonly database: FieldDatabase,
    private readonly safe: Safe,
    private readonly newId: () => string,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * Keep a photo of a report, encrypted before it touches the disk. It waits beside the draft; when the
   * report was handed over while the photo was still being made, it follows by itself.
   */
  async keepPhoto(commandId: string, photo: NewPhoto): Promise<BlobRow> {
    const bytes = await photo.data.arrayBuffer()
    const row: BlobRow = {
      file_id: this.newId(),
      command_id: commandId,
      sha256: await sha256(bytes),
      bytes: bytes.byteLength,
      taken_at: photo.taken_at,
      data: await this.safe.sealBytes(bytes),
    }
    const follower = await this.follower(row, '')
    const { blob, outbox, receipt } = this.database
    await this.database.transaction('rw', blob, outbox, receipt, async () => {
      await blob.add(row)
      const report =
        (await outbox.where('command_id').equals(commandId).first()) ??
        (await receipt.get(commandId))
      if (report) await outbox.add({ ...follower, account: report.account })
    })
    return row
  }

  /**
   * Hand a report over for sending: the text first, then one item for each of its photos; its draft goes
   * in the same transaction, so that it is never in neither place. Handing it over twice is harmless.
   */
  async addReport(options: {
    commandId: string
    account: string
    body: ReportBody
    /** None where it was not written here. */
    draftId?: string
    /** The report that must have been received first. */
    after?: string | null
  }): Promise<void> {
    const { commandId, account, body, draftId, after = null } = options
    const photos = await this.database.blob.where('command_id').equals(commandId).sortBy('taken_at')
    const report = await this.row(commandId, 'report', account, after, body)
    const followers = await Promise.all(photos.map((photo) => this.follower(photo, account)))
    const { outbox, draft, receipt } = this.database
    await this.database.transaction('rw', outbox, draft, receipt, async () => {
      const known = await outbox.where('command_id').equals(commandId).count()
      if (!known && !(await receipt.get(commandId))) {
        await outbox.add(report)
        await outbox.bulkAdd(followers)
      }
      if (draftId) await draft.delete(draftId)
    })
  }

  /** The item that brings a photo after its report. */
  private follower(photo: BlobRow, account: string): Promise<OutboxRow> {
    const taken = photo.taken_at.replaceAll(/[^0-9]/g, '').slice(0, 14)
    return this.row(this.newId(), 'photo', account, photo.command_id, {
      blob_id: photo.file_id,
      attach_id: this.newId(),
      name: `${taken}-${photo.sha256.slice(0, 4)}.jpg`,
      bytes: photo.bytes,
    } satisfies PhotoBody)
  }

  /** Queue a move of an order, such as accepting it. */
  async addMove(account: string, body: MoveBody): Promise<string> {
    const commandId = this.newId()
    await this.database.outbox.add(await this.row(commandId, 'move', account, null, body))
    return commandId
  }

  /** Put a refused report back in line, completed or confirmed; the refusal stored nothing there. */
  async resend(commandId: string, change: Partial<ReportBody>): Promise<void> {
    const row = await this.database.outbox.where('command_id').equals(commandId).first()
    if (!row?.seq) return
    const body = await this.safe.unseal<ReportBody>(row.body)
    const sealed = await this.safe.seal({ ...body, ...change })
    await this.database.outbox.update(row.seq, {
      body: sealed,
      state: 'waiting',
      fault: null,
      next_at: 0,
    })
  }

  /** Drop an item that a person gave up, with what hangs on it. */
  async discard(commandId: string): Promise<void> {
    const { outbox, blob } = this.database
    await this.database.transaction('rw', outbox, blob, async () => {
      const gone = [commandId]
      for (const one of gone) {
        const hanging = await outbox.where('after').equals(one).toArray()
        gone.push(...hanging.map((row) => row.command_id))
      }
      await outbox.where('command_id').anyOf(gone).delete()
      await blob.where('command_id').anyOf(gone).delete()
    })
  }

  /** Let everything be tried at once, whatever the pauses say. */
  async hurry(): Promise<void> {
    await this.database.outbox.toCollection().modify({ next_at: 0 })
  }

  /**
   * Send what waits in a lane, in order, until the network or the session ends.
   *
   * Only one tab may do this at a time in a lane: the caller holds its lock. An item that fails by itself
   * waits its pause and does not hold up the others; a photo waits for its report, and a report of no
   * change for the losses that it leaves unchanged.
   */
  async drain(account: string, send: Send, lane: Lane): Promise<Drained> {
    const done = new Set<number>()
    for (;;) {
      const row = await this.next(account, lane, done)
      if (!row?.seq) return (await this.database.outbox.count()) ? 'waiting' : 'empty'
      done.add(row.seq)
      const outcome = await this.deliver(row, send)
      if (outcome === 'offline' || outcome === 'sign-in') return outcome
    }
  }

  private async next(account: string, lane: Lane, done: Set<number>): Promise<OutboxRow | undefined> {
    const rows = await this.database.outbox.orderBy('seq').toArray()
    const pending = new Set(rows.map((row) => row.command_id))
    return rows.find(
      (row) =>
        row.account === account &&
        (row.kind === 'photo') === (lane === 'photos') &&
        row.state === 'waiting' &&
        row.next_at <= this.now() &&
        !done.has(row.seq ?? 0) &&
        !(row.after && pending.has(row.after)),
    )
  }

  private async deliver(row: OutboxRow, send: Send): Promise<'next' | 'offline' | 'sign-in'> {
    let answer: Answer
    try {
      answer = await this.say(row, (outgoing) =>
        send(outgoing).catch((cause: unknown) => {
          throw new NoNetworkError('sending failed', { cause })
        }),
      )
    } catch (cause) {
      if (cause instanceof NoNetworkError) {
        await this.postpone(row, false)
        return 'offline'
      }
      await this.database.outbox.update(row.seq ?? 0, { state: 'fault', fault: UNREADABLE })
      return 'next'
    }
    if (answer.status === 401 && answer.body) return 'sign-in'
    if (answer.body === null || answer.status >= 500 || [408, 425, 429].includes(answer.status)) {
      await this.postpone(row, true)
      return 'next'
    }
    if (answer.status >= 400) {
      await this.refuse(row, answer)
      return 'next'
    }
    await this.receive(row, answer.body)
    return 'next'
  }

  private async say(row: OutboxRow, send: Send): Promise<Answer> {
    if (row.kind === 'photo') return this.sayPhoto(row, send)
    if (row.kind === 'move') {
      const { path, reason } = await this.safe.unseal<MoveBody>(row.body)
      const body = reason ? { note: reason } : {}
      return send({ method: 'POST', path, commandId: row.command_id, body })
    }
    const body = await this.safe.unseal<ReportBody>(row.body)
    const answer = await send({
      method: 'POST',
      path: '/api/reports',
      commandId: row.command_id,
      body,
    })
    // A hotel's or a carrier's log-in page also answers 200: only our own report is an answer.
    const ours = answer.body?.['incident_id'] === body.incident_id && answer.body['id']
    return answer.status < 400 && !ours ? { ...answer, body: null } : answer
  }

  /** Upload the file, remember its number, then attach it: each step may be repeated. */
  private async sayPhoto(row: OutboxRow, send: Send): Promise<Answer> {
    const body = await this.safe.unseal<PhotoBody>(row.body)
    const receipt = row.after ? await this.database.receipt.get(row.after) : undefined
    const blob = await this.database.blob.get(body.blob_id)
    if (!receipt || !blob) return { status: 410, body: { code: 'gone', title: '照片已不在本机' } }
    const report = await this.safe.unseal<{ id: string }>(receipt.body)
    let fileId = row.file_id
    if (!fileId) {
      const form = new FormData()
      const bytes = await this.safe.openBytes(blob.data)
      form.set('file', new File([bytes], body.name, { type: 'image/jpeg' }))
      const commandId = row.command_id
      const answer = await send({ method: 'POST', path: '/api/files', commandId, body: form })
      if (answer.status >= 400 || !answer.body) return answer
      if (typeof answer.body['id'] !== 'string') return { ...answer, body: null }
      fileId = answer.body['id']
      await this.database.outbox.update(row.seq ?? 0, { file_id: fileId })
    }
    return send({
      method: 'POST',
      path: `/api/reports/${report.id}/photos`,
      commandId: body.attach_id,
      body: { file_ids: [fileId] },
    })
  }

  private async receive(row: OutboxRow, answer: Record<string, unknown>): Promise<void> {
    const body = await this.safe.seal(answer)
    const opened = row.kind === 'photo' ? await this.safe.unseal<PhotoBody>(row.body) : null
    const { outbox, receipt, blob } = this.database
    await this.database.transaction('rw', outbox, receipt, blob, async () => {
      await receipt.put({
        command_id: row.command_id,
        kind: row.kind,
        account: row.account,
        saved_at: row.saved_at,
        received_at: this.now(),
        body,
      })
      await outbox.delete(row.seq ?? 0)
      if (opened) await blob.delete(opened.blob_id)
    })
  }

  private async refuse(row: OutboxRow, answer: Answer): Promise<void> {
    const said = answer.body ?? {}
    const text = (name: string): string => String(said[name] ?? '')
    const fault: Fault = {
      code: text('code'),
      status: answer.status,
      title: text('title'),
      title_en: text('title_en'),
      detail: text('detail'),
      detail_en: text('detail_en'),
      number: text('number'),
      ...(said['pointer'] ? { pointer: text('pointer') } : {}),
    }
    if (fault.pointer === AS_OF && (await this.withoutTime(row))) return
    const state = fault.code === 'outside-unit' ? 'confirm' : 'fault'
    await this.database.outbox.update(row.seq ?? 0, { state, fault, tries: row.tries + 1 })
  }

  /**
   * A phone whose clock is wrong must still be able to report: without its time, the centre takes its
   * own. Tells whether there was a time to leave out.
   */
  private async withoutTime(row: OutboxRow): Promise<boolean> {
    const { data_as_of: time, ...body } = await this.safe.unseal<ReportBody>(row.body)
    if (time === undefined) return false
    await this.database.outbox.update(row.seq ?? 0, { body: await this.safe.seal(body) })
    return true
  }

  private async postpone(row: OutboxRow, unanswered: boolean): Promise<void> {
    const tries = row.tries + 1
    const next_at = this.now() + pause(tries)
    await this.database.outbox.update(row.seq ?? 0, { tries, next_at, unanswered })
  }

  private async row(
    commandId: string,
    kind: ItemKind,
    account: string,
    after: string | null,
    body: unknown,
  ): Promise<OutboxRow> {
    return {
      command_id: commandId,
      kind,
      account,
      after,
      body: await this.safe.seal(body),
      state: 'waiting',
      tries: 0,
      next_at: 0,
      saved_at: this.now(),
      fault: null,
      file_id: null,
    }
  }
}
