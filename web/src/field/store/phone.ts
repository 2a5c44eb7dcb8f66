/** The state of this phone: who uses it, what it knows, what waits, and whether the centre is there. */
import { liveQuery, type Subscription } from 'dexie'
import { login, logout } from '@/api/client'
import { newId } from '@/api/ids'
import type { Incident, Order, Report, Session, World } from '@/api/types'
import { type Reporter, reporterOf } from '../reporter'
import { alone, askForSync } from './background'
import { FieldDatabase, type OutboxRow, type ReceiptRow } from './database'
import { present, read, send } from './network'
import { Outbox, type PhotoBody, type ReportBody } from './outbox'
import { Safe } from './seal'

/** An outbox item as the queue shows it. */
export interface Item extends Omit<OutboxRow, 'body'> {
  body: Record<string, unknown>
  bytes: number
}

export interface Receipt extends Omit<ReceiptRow, 'body'> {
  body: Record<string, unknown>
}

export interface Known {
  worlds: World[]
  incidents: Incident[]
  orders: Order[]
  reports: Report[]
}

export type Link = 'looking' | 'live' | 'none' | 'sign-in'

export interface PhoneState {
  ready: boolean
  session: Reporter | null
  link: Link
  /** Real time since which there has been no network. */
  cutSince: number | null
  known: Known
  items: Item[]
  receipts: Receipt[]
  sending: boolean
  sendingPhotos: boolean
  /** When the centre last answered, in real time. */
  reachedAt: number | null
  /** Whether events arrive as they happen, not only when asked for. */
  listening: boolean
  /** Whether the browser promised not to clear the storage; null where it cannot say. */
  kept: boolean | null
}

const NOTHING: Known = { worlds: [], incidents: [], orders: [], reports: [] }
const TOPICS = Object.keys(NOTHING) as (keyof Known)[]
const EVERY_MS = 10_000
const CALM_MS = 60_000

/** The password was given out by somebody else and is changed at a desk, not on a telephone. */
export class InitialPasswordError extends Error {}

export class Phone {
  private listeners = new Set<() => void>()
  private watching: Subscription[] = []
  private state: PhoneState = {
    ready: false,
    session: null,
    link: 'looking',
    cutSince: null,
    known: NOTHING,
    items: [],
    receipts: [],
    sending: false,
    sendingPhotos: false,
    reachedAt: null,
    listening: false,
    kept: null,
  }

  private constructor(
    readonly database: FieldDatabase,
    readonly safe: Safe,
    readonly outbox: Outbox,
  ) {}

  /** Open the phone's store and show at once what it remembers; the network comes after. */
  static async open(): Promise<Phone> {
    const database = new FieldDatabase()
    const safe = await Safe.open(database)
    const phone = new Phone(database, safe, new Outbox(database, safe, newId))
    await phone.remember()
    phone.watch()
    return phone
  }

  snapshot = (): PhoneState => this.state

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  async signIn(account: string, password: string): Promise<void> {
    const session = await login(account, password)
    if (session.must_change_password) {
      await logout().catch(() => undefined)
      throw new InitialPasswordError()
    }
    this.reached(session)
    this.set({ kept: (await navigator.storage?.persist?.()) ?? null })
    await this.refresh()
  }

  /** Leave the account. What waits to be sent stays, for the next sign-in of the same account. */
  async signOut(): Promise<void> {
    await logout().catch(() => undefined)
    await this.database.cache.clear()
    this.set({ session: null, known: NOTHING, link: 'sign-in' })
  }

  /** Ask the centre for news and send what waits. One round at a time; a second caller joins it. */
  refresh(): Promise<void> {
    this.round ??= this.roundTrip().finally(() => {
      this.round = null
    })
    return this.round
  }
  private round: Promise<void> | null = null

  /** Send at once, whatever pauses the failures have earned. */
  async retry(): Promise<void> {
    await this.outbox.hurry()
    void askForSync().catch(() => undefined) // refused where the user forbids background work
    await this.refresh()
  }

  /** Remember what the live feed holds, for the next time without a network. */
  learn(known: Known): void {
    this.set({ known })
    void this.database.cache.put({ key: 'known', at: Date.now(), value: known })
  }

  /** Say whether the live feed is up; while it is, nothing needs to be asked for. */
  hear(listening: boolean): void {
    if (listening !== this.state.listening) this.set({ listening })
  }

  private async roundTrip(): Promise<void> {
    if (!this.state.session && this.state.ready && this.state.link === 'sign-in') return
    try {
      const session = await present()
      if (!session) return this.set({ link: 'sign-in', cutSince: null })
      this.reached(session)
      await this.drain(session.person.account)
      await this.look()
    } catch {
      const cutSince = this.state.cutSince ?? Date.now()
      this.set({ link: 'none', cutSince })
      void this.database.cache.put({ key: 'cut', at: cutSince, value: null })
    }
  }

  private reached(session: Session): void {
    const reachedAt = Date.now()
    const reporter = reporterOf(session)
    this.set({ session: reporter, link: 'live', cutSince: null, reachedAt })
    void this.database.cache.put({ key: 'session', at: reachedAt, value: reporter })
    void this.database.cache.delete('cut')
  }

  /** On the timer: often while something is amiss or waits, seldom while all is well. */
  private beat(): void {
    const { link, listening, items, reachedAt } = this.state
    const calm = link === 'live' && listening && items.length === 0
    if (document.hidden || (calm && Date.now() - (reachedAt ?? 0) < CALM_MS)) return
    void this.refresh()
  }

  /** Where the live feed is not to be had (its port may be closed), ask for the whole instead. */
  private async look(): Promise<void> {
    if (this.state.listening) return
    const found = await read('/api/live/snapshot', { topics: TOPICS.join(',') })
    if (!found) return
    const known: Known = { ...NOTHING, ...found.topics }
    this.learn(known)
  }

  private async drain(account: string): Promise<void> {
    this.set({ sending: true })
    try {
      const outcome = await alone('text', () => this.outbox.drain(account, send, 'text'))
      if (outcome === 'offline') throw new TypeError('offline')
      if (outcome === 'sign-in') this.set({ link: 'sign-in' })
    } finally {
      this.set({ sending: false })
    }
    void this.sendPhotos(account)
  }

  /** Apart from the rounds: while a photo is on its way, text is still sent and news asked for. */
  private async sendPhotos(account: string): Promise<void> {
    if (this.state.sendingPhotos) return
    this.set({ sendingPhotos: true })
    try {
      await alone('photos', () => this.outbox.drain(account, send, 'photos'))
    } finally {
      this.set({ sendingPhotos: false })
    }
  }

  private async remember(): Promise<void> {
    const [session, known, cut] = await Promise.all([
      this.database.cache.get('session'),
      this.database.cache.get('known'),
      this.database.cache.get('cut'),
    ])
    this.set({
      ready: true,
      session: (session?.value as Reporter | undefined) ?? null,
      known: (known?.value as Known | undefined) ?? NOTHING,
      cutSince: cut?.at ?? null,
      kept: (await navigator.storage?.persisted?.()) ?? null,
    })
  }

  private watch(): void {
    const again = (): void => void this.refresh()
    window.addEventListener('online', again)
    window.addEventListener('offline', again)
    document.addEventListener('visibilitychange', () => document.hidden || again())
    window.setInterval(() => this.beat(), EVERY_MS)
    this.watching.push(
      liveQuery(() => this.readItems()).subscribe((items) => this.set({ items })),
      liveQuery(() => this.readReceipts()).subscribe((receipts) => this.set({ receipts })),
    )
    again()
  }

  private async readItems(): Promise<Item[]> {
    const rows = await this.database.outbox.orderBy('seq').toArray()
    const blobs = new Map((await this.database.blob.toArray()).map((b) => [b.file_id, b.bytes]))
    const opened = await Promise.all(
      rows.map((row) => this.safe.unseal<ReportBody | PhotoBody>(row.body)),
    )
    return rows.map((row, i) => {
      const body = opened[i] as Record<string, unknown>
      return { ...row, body, bytes: blobs.get(String(body['blob_id'])) ?? 0 }
    })
  }

  private async readReceipts(): Promise<Receipt[]> {
    const rows = await this.database.receipt.orderBy('received_at').reverse().limit(40).toArray()
    const opened = await Promise.all(
      rows.map((row) => this.safe.unseal<Record<string, unknown>>(row.body)),
    )
    return rows.map((row, i) => ({ ...row, body: opened[i] ?? {} }))
  }

  private set(change: Partial<PhoneState>): void {
    this.state = { ...this.state, ...change }
    for (const listener of this.listeners) listener()
  }
}
