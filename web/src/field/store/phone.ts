/** The state of this phone: who uses it, what it knows, what waits, and whether the centre is there. */
import { liveQuery, type Subscription } from 'dexie'
import { changePassword, login, logout, ProblemError, session as whoIsThere } from '@/api/client'
import { newId } from '@/api/ids'
import type { Incident, Order, Report, Session, World } from '@/api/types'
import { type Reporter, reporterOf } from '../reporter'
import { alone, askForSync, LEFT } from './background'
import { type CacheRow, FieldDatabase } from './database'
import { Drafts, type LeftDraft } from './drafts'
import { Memory } from './memory'
import { present, read, senderFor } from './network'
import { type Drained, Outbox, type Send } from './outbox'
import { Safe } from './seal'
import { type Item, itemsFor, type Receipt, receiptsFor } from './shown'
import { sweepAtStart } from './sweep'

export interface Known {
  worlds: World[]
  incidents: Incident[]
  orders: Order[]
  reports: Report[]
}

/** `trouble`: the centre was reached and could not answer, which is not the lack of a network. */
export type Link = 'looking' | 'live' | 'none' | 'trouble' | 'sign-in'

/** What the form is about: it changes by the reporter's hand, never by a newer event. */
export interface Pin {
  incidentId: string | null
  /** Incidents the reporter has been told of. */
  seen: readonly string[]
}

export interface PhoneState {
  ready: boolean
  session: Reporter | null
  link: Link
  /** Real time since which there has been no network. */
  cutSince: number | null
  known: Known
  /** Whether the centre was last asked for the whole in vain. */
  refused: boolean
  pin: Pin
  items: Item[]
  receipts: Receipt[]
  drafts: LeftDraft[]
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
const NO_PIN: Pin = { incidentId: null, seen: [] }
const TOPICS = Object.keys(NOTHING) as (keyof Known)[]
const EVERY_MS = 10_000
const CALM_MS = 60_000

/** Whether the centre was ever heard: until then nothing is known, also not that there is nothing. */
export function hasLearned(known: Known): boolean {
  return known !== NOTHING
}

/** The password was given out by somebody else and is changed before anything else. */
export class InitialPasswordError extends Error {}

export class Phone {
  private listeners = new Set<() => void>()
  private watching: Subscription[] = []
  /** Names who left here while the centre could not be told: it still takes them for signed in. */
  private left: CacheRow | null = null
  /** Ends all that is under way for the person of this phone when they leave or another one comes. */
  private stay = new AbortController()
  /** Speaks to the centre for the person of this phone; for nobody before the centre has named them. */
  send: Send = async () => ({ status: 401, body: {} })
  private state: PhoneState = {
    ready: false,
    session: null,
    link: 'looking',
    cutSince: null,
    known: NOTHING,
    refused: false,
    pin: NO_PIN,
    items: [],
    receipts: [],
    drafts: [],
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
    readonly drafts: Drafts,
    private readonly memory: Memory,
  ) {}

  /** Open the phone's store and show at once what it remembers; the network comes after. */
  static async open(): Promise<Phone> {
    const database = new FieldDatabase()
    const safe = await Safe.open(database)
    const phone = new Phone(
      database,
      safe,
      new Outbox(database, safe, newId),
      new Drafts(database, safe, newId),
      new Memory(database, safe),
    )
    await phone.remember()
    void sweepAtStart(database, safe)
    phone.watch()
    return phone
  }

  snapshot = (): PhoneState => this.state

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Sign in; with the `wished` password in place of an initial one. */
  async signIn(account: string, password: string, wished?: string): Promise<void> {
    await this.halt()
    const entering = this.enter(account, password, wished)
    this.round = entering.catch(() => undefined)
    try {
      await entering
    } finally {
      this.round = null
    }
    this.set({ kept: (await navigator.storage?.persist?.()) ?? null })
    await this.refresh()
  }

  private async enter(account: string, password: string, wished?: string): Promise<void> {
    const session = await this.allowed(await login(account, password), password, wished)
    await this.reached(session)
    this.left = null
    await this.database.cache.delete(LEFT)
  }

  /** The session once its password is the person's own; it ends where that cannot be. */
  private async allowed(entered: Session, password: string, wished?: string): Promise<Session> {
    if (!entered.must_change_password) return entered
    try {
      if (wished === undefined) throw new InitialPasswordError()
      await changePassword(password, wished)
      return (await whoIsThere()) ?? entered
    } catch (cause) {
      await logout().catch(() => undefined)
      throw cause
    }
  }

  /**
   * Leave the account. What waits to be sent stays, for the next sign-in of the same account.
   *
   * Without a network the centre cannot be told yet: the phone notes it, shows nothing of the account any
   * more, and tells it as soon as there is one.
   */
  async signOut(): Promise<void> {
    const left = { key: LEFT, at: Date.now(), value: this.state.session?.account ?? null }
    // Noted before anything shows it: whoever closes the page at once has left all the same.
    await this.database.cache.put(left)
    this.left = left
    this.set({ session: null, known: NOTHING, pin: NO_PIN, link: 'sign-in' })
    this.watchStore(null)
    const halted = this.halt()
    await this.memory.forget()
    await halted
    await this.refresh()
  }

  /** End what is under way for whoever used this phone until now, and wait until it has ended. */
  private async halt(): Promise<void> {
    this.stay.abort()
    this.stay = new AbortController()
    await Promise.allSettled([this.round, this.photos])
  }

  /** Let the form be about an incident, until the reporter says otherwise. */
  choose(incidentId: string): void {
    this.keepPin({ incidentId, seen: [...new Set([...this.state.pin.seen, incidentId])] })
  }

  /** Note that the reporter has been told of incidents. */
  notice(incidentIds: readonly string[]): void {
    const { incidentId, seen } = this.state.pin
    this.keepPin({ incidentId, seen: [...new Set([...seen, ...incidentIds])] })
  }

  private keepPin(pin: Pin): void {
    this.set({ pin })
    this.memory.put('pin', pin)
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
    if (!this.state.session) return
    this.set({ known, refused: false })
    this.memory.put('known', known)
  }

  /** Say whether the live feed is up; while it is, nothing needs to be asked for. */
  hear(listening: boolean): void {
    if (listening !== this.state.listening) this.set({ listening })
  }

  private async roundTrip(): Promise<void> {
    const { session: here, ready, link } = this.state
    if (!here && ready && link === 'sign-in' && !this.left) return
    const { signal } = this.stay
    try {
      const session = await present(signal)
      if (signal.aborted) return
      if (this.left) return await this.leave(session)
      if (!session || session.must_change_password) {
        return this.set({ link: 'sign-in', cutSince: null })
      }
      await this.reached(session)
      const outcome = await this.drain(session.person.account, signal)
      if (signal.aborted || outcome === 'sign-in') return
      if (outcome === 'offline') return this.cutOff()
      await this.look(signal)
    } catch (cause) {
      if (signal.aborted) return
      // A page of a door on the way is no JSON; a fault of the phone itself must come to light.
      const answered = cause instanceof ProblemError || cause instanceof SyntaxError
      if (!answered) throw cause
      if (cause instanceof ProblemError && cause.status === 0) this.cutOff()
      else this.set({ link: 'trouble', cutSince: null })
    }
  }

  private cutOff(): void {
    const cutSince = this.state.cutSince ?? Date.now()
    this.set({ link: 'none', cutSince })
    this.memory.put('cut', cutSince)
  }

  /** Tell the centre that the person of this phone has left; who signed in elsewhere since stays. */
  private async leave(session: Session | null): Promise<void> {
    const account = session?.person.account
    if (account && (this.left?.value ?? account) === account) await logout()
    // Before the note goes: the page they left may have been closed before it had forgotten them.
    await this.memory.forget()
    this.left = null
    await this.database.cache.delete(LEFT)
    this.set({ link: 'sign-in', cutSince: null })
  }

  private async reached(session: Session): Promise<void> {
    const reachedAt = Date.now()
    const reporter = reporterOf(session)
    const before = this.state.session?.account
    if (before !== reporter.account) {
      // Whoever had the phone before: what they knew is not for the next one to see.
      this.set({ known: NOTHING, pin: NO_PIN })
      await this.memory.forget()
    }
    this.send = senderFor(session, this.stay.signal)
    this.set({ session: reporter, link: 'live', cutSince: null, reachedAt })
    if (before !== reporter.account) this.watchStore(reporter.account)
    this.memory.put('session', reporter)
    this.memory.put('cut', null)
  }

  /** On the timer: often while something is amiss or waits, seldom while all is well. */
  private beat(): void {
    const { link, listening, items, reachedAt } = this.state
    const calm = link === 'live' && listening && items.length === 0
    if (document.hidden || (calm && Date.now() - (reachedAt ?? 0) < CALM_MS)) return
    void this.refresh()
  }

  /** Where the live feed is not to be had (its port may be closed), ask for the whole instead. */
  private async look(signal: AbortSignal): Promise<void> {
    if (this.state.listening) return
    const found = await read('/api/live/snapshot', { topics: TOPICS.join(',') }, signal)
    if (signal.aborted) return
    if (!found) return this.set({ refused: true })
    const known: Known = { ...NOTHING, ...found.topics }
    this.learn(known)
  }

  private async drain(account: string, signal: AbortSignal): Promise<Drained | null> {
    const { send } = this
    this.set({ sending: true })
    try {
      const outcome = await alone('text', () => this.outbox.drain(account, send, 'text'))
      if (signal.aborted) return outcome
      if (outcome === 'sign-in') this.set({ link: 'sign-in' })
      else if (outcome !== 'offline') void this.sendPhotos(account, send)
      return outcome
    } finally {
      this.set({ sending: false })
    }
  }

  /** Apart from the rounds: while a photo is on its way, text is still sent and news asked for. */
  private sendPhotos(account: string, send: Send): Promise<void> {
    this.photos ??= this.drainPhotos(account, send).finally(() => {
      this.photos = null
    })
    return this.photos
  }
  private photos: Promise<void> | null = null

  private async drainPhotos(account: string, send: Send): Promise<void> {
    this.set({ sendingPhotos: true })
    try {
      await alone('photos', () => this.outbox.drain(account, send, 'photos'))
    } finally {
      this.set({ sendingPhotos: false })
    }
  }

  private async remember(): Promise<void> {
    const [session, known, pin, cutSince, left] = await Promise.all([
      this.memory.get<Reporter>('session'),
      this.memory.get<Known>('known'),
      this.memory.get<Pin>('pin'),
      this.memory.get<number>('cut'),
      this.database.cache.get(LEFT),
    ])
    this.left = left ?? null
    const own = this.left ? null : { session, known, pin }
    this.set({
      ready: true,
      session: own?.session ?? null,
      known: own?.known ?? NOTHING,
      pin: own?.pin ?? NO_PIN,
      cutSince,
      kept: (await navigator.storage?.persisted?.()) ?? null,
    })
  }

  private watch(): void {
    const again = (): void => void this.refresh()
    window.addEventListener('online', again)
    window.addEventListener('offline', again)
    document.addEventListener('visibilitychange', () => document.hidden || again())
    window.setInterval(() => this.beat(), EVERY_MS)
    this.watchStore(this.state.session?.account ?? null)
    again()
  }

  /** Follow what lies on the phone, as an account may see it. */
  private watchStore(account: string | null): void {
    for (const one of this.watching) one.unsubscribe()
    const items = liveQuery(() => itemsFor(account, this.database, this.safe))
    const receipts = liveQuery(() => receiptsFor(account, this.database, this.safe))
    const drafts = liveQuery(() => (account ? this.drafts.left(account) : []))
    this.watching = [
      items.subscribe((found) => this.set({ items: found })),
      receipts.subscribe((found) => this.set({ receipts: found })),
      drafts.subscribe((found) => this.set({ drafts: found })),
    ]
  }

  private set(change: Partial<PhoneState>): void {
    this.state = { ...this.state, ...change }
    for (const listener of this.listeners) listener()
  }
}
