/** The live protocol's client side: no framework, no globals, so that tests can drive it. */

import type { Snapshot as Taken, Ticket } from '@/api/types'
import type { Held } from './reducer'

export interface EventFrame {
  o: number
  t: string
  k: string
  e: string
  v: number
  a: number
  i: string | null
  at: string
  b: Record<string, unknown>
}

/** A snapshot as far as the protocol looks into it. */
export type Snapshot = Omit<Taken, 'topics'> & { topics: Partial<Record<string, readonly Held[]>> }

/** What of a WebSocket the protocol uses. */
export interface Wire {
  send(text: string): void
  close(code?: number): void
  onopen: (() => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: ((event: { code: number }) => void) | null
}

export type LinkState = 'connecting' | 'open' | 'down'

export interface SocketOptions {
  /** Ask for a ticket; `patience` in milliseconds where it is not the usual one. */
  ticket: (patience?: number) => Promise<Ticket>
  snapshot: () => Promise<Snapshot>
  open: (url: string, protocols: string[]) => Wire
  /** Replace everything held by what the snapshot says. */
  replace: (snapshot: Snapshot) => void
  /** Apply one event; frames come in the order of their offsets. */
  apply: (frame: EventFrame) => void
  /** Any sign of life, or a change of the link; `open` only ever with a sign of life. */
  heard: (state: LinkState, offset: number) => void
  ended: () => void
  later?: (act: () => void, milliseconds: number) => () => void
  random?: () => number
}

interface Frame extends Partial<EventFrame> {
  hello?: { site: number; epoch: string; offset: number }
  recovered?: boolean
  upto?: number
  n?: number
}

const SLOW = 3008
const ENDED = 4401
const REFUSED = 4403
/** Silence after which a second line is tried, without giving up the first. */
const PROBE_AFTER = 20_000
/** Silence after which a line that nobody closed counts as down all the same. */
const GIVE_UP_AFTER = 60_000
const PROBE_AGAIN = 2_000
const WAITS = [500, 1000, 2000, 4000, 8000, 15_000]

type Later = (act: () => void, milliseconds: number) => () => void

function afterwards(act: () => void, milliseconds: number): () => void {
  const timer = setTimeout(act, milliseconds)
  return () => clearTimeout(timer)
}

function release(wire: Wire | null): void {
  if (!wire) return
  wire.onopen = null
  wire.onmessage = null
  wire.onclose = null
  wire.close(1000)
}

/**
 * Keeps one subscription alive: snapshot, then events after it, and a resume whenever the count of
 * what came differs from what the hub says it sent.
 *
 * A line that is open but silent may be dead, or its hub may only be slow: a second line is tried beside
 * it, and the first of the two that speaks is kept. Only a closed or refused line, or a minute without a
 * word, is down.
 */
export class LiveSocket {
  private readonly options: SocketOptions
  private readonly later: Later
  private wire: Wire | null = null
  private probe: Wire | null = null
  /** The ticket for a second line that is still of use: a word on the first makes it needless. */
  private asked: object | null = null
  private epoch: string | null = null
  private offset = -1
  private confirmed = -1
  /** Offsets applied since the last confirmed one: a resume brings them again. */
  private applied = new Set<number>()
  private received = 0
  private held: EventFrame[] | null = null
  private tries = 0
  private stopped = false
  /** Grows with every line given up, so that what was asked for its sake is not used any more. */
  private turn = 0
  private cancelRetry: (() => void) | null = null
  private cancelProbe: (() => void) | null = null
  private cancelGiveUp: (() => void) | null = null

  constructor(options: SocketOptions) {
    this.options = options
    this.later = options.later ?? afterwards
  }

  /** Take a snapshot if nothing is held yet, then listen. */
  async start(): Promise<void> {
    this.options.heard('connecting', this.offset)
    const turn = (this.turn += 1)
    try {
      if (this.epoch === null) {
        const snapshot = await this.options.snapshot()
        if (turn !== this.turn) return
        this.adopt(snapshot)
      }
      const { ticket, url } = await this.options.ticket()
      if (turn !== this.turn) return
      this.listen(url, ticket)
    } catch {
      if (turn === this.turn) this.retry()
    }
  }

  stop(): void {
    this.stopped = true
    this.cancelRetry?.()
    this.drop()
  }

  private listen(url: string, ticket: string): void {
    this.wire = this.connect(url, ticket)
    this.wire.onmessage = (event) => this.take(event.data)
    this.wire.onclose = (event) => this.closed(event.code)
    this.watchSilence()
  }

  private connect(url: string, ticket: string): Wire {
    const wire = this.options.open(url, ['jinmin.v1', `ticket.${ticket}`])
    // From the last offset known to be complete: what came after it may have had gaps.
    wire.onopen = () => wire.send(JSON.stringify({ after: this.confirmed, epoch: this.epoch }))
    return wire
  }

  private take(data: unknown): void {
    if (typeof data !== 'string') return
    const frame = JSON.parse(data) as Frame
    this.dropProbe()
    this.watchSilence()
    if (frame.hello) {
      this.tries = 0
      this.received = 0
    } else if (frame.recovered === false) {
      void this.recover()
    } else if (frame.upto !== undefined) {
      this.check(frame.upto, frame.n ?? 0)
    } else if (frame.o !== undefined) {
      this.received += 1
      this.admit(frame as EventFrame)
    }
    this.options.heard('open', this.offset)
  }

  private admit(frame: EventFrame): void {
    if (this.held) {
      this.held.push(frame)
      return
    }
    if (frame.o <= this.confirmed || this.applied.has(frame.o)) return
    this.applied.add(frame.o)
    this.offset = Math.max(this.offset, frame.o)
    this.options.apply(frame)
  }

  /** Everything up to `upto` was sent, in `n` frames; fewer here means that some were lost. */
  private check(upto: number, n: number): void {
    if (this.held) return
    if (n !== this.received) return this.resume()
    this.offset = Math.max(this.offset, upto)
    this.confirmed = upto
    this.applied = new Set([...this.applied].filter((offset) => offset > upto))
  }

  /** The hub no longer has what we missed: start over from a snapshot, keeping what comes meanwhile. */
  private async recover(): Promise<void> {
    this.held = []
    const { turn } = this
    try {
      const snapshot = await this.options.snapshot()
      if (turn !== this.turn) return
      this.adopt(snapshot)
      const waiting = this.held ?? []
      this.held = null
      for (const frame of waiting) this.admit(frame)
      this.options.heard('open', this.offset)
    } catch {
      if (turn === this.turn) {
        this.drop()
        this.epoch = null
        this.retry()
      }
    }
  }

  private adopt(snapshot: Snapshot): void {
    this.epoch = snapshot.epoch
    this.offset = snapshot.offset
    this.confirmed = snapshot.offset
    this.applied.clear()
    this.options.replace(snapshot)
  }

  private resume(): void {
    this.drop()
    void this.start()
  }

  private closed(code: number): void {
    this.drop()
    if (code === ENDED) {
      this.stopped = true
      this.options.heard('down', this.offset)
      this.options.ended()
    } else if (code === SLOW) void this.start()
    else this.retry()
  }

  private drop(): void {
    this.turn += 1
    this.cancelGiveUp?.()
    this.dropProbe()
    release(this.wire)
    this.wire = null
    this.held = null
  }

  private retry(): void {
    if (this.stopped) return
    this.options.heard('down', this.offset)
    const longest = WAITS[Math.min(this.tries, WAITS.length - 1)] as number
    this.tries += 1
    const wait = longest * (0.5 + 0.5 * (this.options.random ?? Math.random)())
    this.cancelRetry?.()
    this.cancelRetry = this.later(() => void this.start(), wait)
  }

  private giveUp(): void {
    this.drop()
    this.retry()
  }

  private watchSilence(): void {
    this.cancelProbe?.()
    this.cancelGiveUp?.()
    this.cancelProbe = this.later(() => void this.tryAnother(), PROBE_AFTER)
    this.cancelGiveUp = this.later(() => this.giveUp(), GIVE_UP_AFTER)
  }

  /** Ask for a second line beside a silent one; if not even a ticket is to be had, the line is down. */
  private async tryAnother(): Promise<void> {
    const { turn } = this
    const asked = (this.asked = {})
    const useless = (): boolean => turn !== this.turn || asked !== this.asked
    try {
      // A service that says nothing may only be slow: whether the line is down, the minute decides.
      const { ticket, url } = await this.options.ticket(GIVE_UP_AFTER)
      if (useless()) return
      const probe = this.connect(url, ticket)
      this.probe = probe
      probe.onmessage = (event) => this.change(probe, event.data)
      probe.onclose = (event) => this.refused(event.code)
    } catch {
      if (!useless()) this.giveUp()
    }
  }

  /** The second line speaks first: it takes the first one's place, and what came twice is known. */
  private change(probe: Wire, said: unknown): void {
    this.turn += 1
    this.probe = null
    release(this.wire)
    this.wire = probe
    this.held = null
    probe.onmessage = (event) => this.take(event.data)
    probe.onclose = (event) => this.closed(event.code)
    this.take(said)
  }

  /** A hub that refuses is awake, and only found the ticket too old: the first line may speak yet. */
  private refused(code: number): void {
    this.dropProbe()
    if (code === REFUSED) this.cancelProbe = this.later(() => void this.tryAnother(), PROBE_AGAIN)
    else this.closed(code)
  }

  private dropProbe(): void {
    this.asked = null
    this.cancelProbe?.()
    release(this.probe)
    this.probe = null
  }
}
