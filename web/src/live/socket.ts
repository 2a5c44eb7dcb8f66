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
  ticket: () => Promise<Ticket>
  snapshot: () => Promise<Snapshot>
  open: (url: string, protocols: string[]) => Wire
  /** Replace everything held by what the snapshot says. */
  replace: (snapshot: Snapshot) => void
  /** Apply one event; frames come in the order of their offsets. */
  apply: (frame: EventFrame) => void
  /** Any sign of life, or a change of the link. */
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
const SILENT_AFTER = 20_000
const WAITS = [500, 1000, 2000, 4000, 8000, 15_000]

function afterwards(act: () => void, milliseconds: number): () => void {
  const timer = setTimeout(act, milliseconds)
  return () => clearTimeout(timer)
}

/**
 * Keeps one subscription alive: snapshot, then events after it, and a resume whenever the count of
 * what came differs from what the hub says it sent.
 */
export class LiveSocket {
  private readonly options: SocketOptions
  private readonly later: (act: () => void, milliseconds: number) => () => void
  private wire: Wire | null = null
  private epoch: string | null = null
  private offset = -1
  private confirmed = -1
  private received = 0
  private held: EventFrame[] | null = null
  private tries = 0
  private stopped = false
  private cancelRetry: (() => void) | null = null
  private cancelSilence: (() => void) | null = null

  constructor(options: SocketOptions) {
    this.options = options
    this.later = options.later ?? afterwards
  }

  /** Take a snapshot if nothing is held yet, then listen. */
  async start(): Promise<void> {
    this.options.heard('connecting', this.offset)
    try {
      if (this.epoch === null) this.adopt(await this.options.snapshot())
      const { ticket, url } = await this.options.ticket()
      if (!this.stopped) this.listen(url, ticket)
    } catch {
      this.retry()
    }
  }

  stop(): void {
    this.stopped = true
    this.cancelRetry?.()
    this.drop()
  }

  private listen(url: string, ticket: string): void {
    const wire = this.options.open(url, ['jinmin.v1', `ticket.${ticket}`])
    this.wire = wire
    this.received = 0
    this.held = null
    wire.onopen = () => {
      wire.send(JSON.stringify({ after: this.offset, epoch: this.epoch }))
      this.watchSilence()
    }
    wire.onmessage = (event) => {
      if (wire === this.wire && typeof event.data === 'string') this.take(event.data)
    }
    wire.onclose = (event) => {
      if (wire === this.wire) this.closed(event.code)
    }
  }

  private take(text: string): void {
    const frame = JSON.parse(text) as Frame
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
    if (this.held) this.held.push(frame)
    else if (frame.o > this.offset) {
      this.offset = frame.o
      this.options.apply(frame)
    }
  }

  /** Everything up to `upto` was sent, in `n` frames; fewer here means that some were lost. */
  private check(upto: number, n: number): void {
    if (this.held) return
    if (n === this.received) {
      this.offset = Math.max(this.offset, upto)
      this.confirmed = this.offset
    } else {
      this.offset = this.confirmed
      this.resume()
    }
  }

  /** The hub no longer has what we missed: start over from a snapshot, keeping what comes meanwhile. */
  private async recover(): Promise<void> {
    this.held = []
    const wire = this.wire
    try {
      const snapshot = await this.options.snapshot()
      if (wire !== this.wire) return
      this.adopt(snapshot)
      const waiting = this.held ?? []
      this.held = null
      for (const frame of waiting) this.admit(frame)
      this.options.heard('open', this.offset)
    } catch {
      if (wire === this.wire) {
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
    this.cancelSilence?.()
    const wire = this.wire
    this.wire = null
    this.held = null
    if (wire) {
      wire.onclose = null
      wire.close(1000)
    }
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

  /** A line that is open but dead is never closed by the other side; we close it ourselves. */
  private watchSilence(): void {
    this.cancelSilence?.()
    this.cancelSilence = this.later(() => {
      this.drop()
      this.retry()
    }, SILENT_AFTER)
  }
}
