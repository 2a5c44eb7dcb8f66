import { beforeEach, describe, expect, it } from 'vitest'
import { type EventFrame, LiveSocket, type Snapshot, type Wire } from './socket'

class Line implements Wire {
  sent: string[] = []
  closedWith: number | undefined
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  send(text: string): void {
    this.sent.push(text)
  }
  close(code?: number): void {
    this.closedWith = code
  }
  say(frame: unknown): void {
    this.onmessage?.({ data: JSON.stringify(frame) })
  }
}

const event = (o: number, v = 1): EventFrame => ({
  o, t: 'orders', k: 'order.issued', e: `e${o}`, v, a: 0, i: null, at: '', b: { id: `e${o}`, version: v },
})
const settle = () => new Promise((done) => setTimeout(done, 0))

let lines: Line[]
let applied: number[]
let snapshots: Snapshot[]
let replaced: number
let states: string[]
let waits: { act: () => void; after: number; live: boolean }[]
let socket: LiveSocket
let ended: number
let refuseTickets: boolean
let patience: (number | undefined)[]

beforeEach(async () => {
  lines = []
  applied = []
  states = []
  waits = []
  replaced = 0
  ended = 0
  refuseTickets = false
  patience = []
  snapshots = [{ site: 1, epoch: 'e1', offset: 10, topics: {} }]
  socket = new LiveSocket({
    ticket: async (milliseconds) => {
      patience.push(milliseconds)
      if (refuseTickets) throw new Error('no ticket')
      return { ticket: `t${lines.length}`, url: 'ws://x/live' }
    },
    snapshot: async () => snapshots.shift() ?? Promise.reject(new Error('none')),
    open: () => {
      const line = new Line()
      lines.push(line)
      return line
    },
    replace: () => (replaced += 1),
    apply: (frame) => applied.push(frame.o),
    heard: (state) => states.push(state),
    ended: () => (ended += 1),
    later: (act, after) => {
      const wait = { act, after, live: true }
      waits.push(wait)
      return () => (wait.live = false)
    },
    random: () => 1,
  })
  await socket.start()
  lines[0]?.onopen?.()
  lines[0]?.say({ hello: { site: 1, epoch: 'e1', offset: 10 } })
})

const pending = () => waits.filter((w) => w.live)
const PROBE = 20_000
const GIVE_UP = 60_000

/** Let the time pass after which the pending wait of this length acts. */
function fire(after: number): void {
  const wait = pending().filter((one) => one.after === after).at(-1)
  expect(wait).toBeDefined()
  if (!wait) return
  wait.live = false
  wait.act()
}

describe('the live socket', () => {
  it('asks for what follows its snapshot', () => {
    expect(replaced).toBe(1)
    expect(JSON.parse(lines[0]?.sent[0] ?? '')).toEqual({ after: 10, epoch: 'e1' })
  })

  it('ignores offsets it already has', () => {
    for (const o of [11, 12, 12, 9, 14]) lines[0]?.say(event(o))
    expect(applied).toEqual([11, 12, 14])
  })

  it('accepts a matching count and moves on to it', async () => {
    lines[0]?.say(event(11))
    lines[0]?.say({ upto: 20, n: 1 })
    lines[0]?.onclose?.({ code: 1006 })
    fire(500)
    await settle()
    lines[1]?.onopen?.()
    expect(JSON.parse(lines[1]?.sent[0] ?? '').after).toBe(20)
  })

  it('notices a dropped frame and resumes after the last confirmed offset', async () => {
    lines[0]?.say(event(11))
    lines[0]?.say({ upto: 12, n: 1 })
    lines[0]?.say(event(15))
    lines[0]?.say({ upto: 15, n: 3 })
    await settle()
    lines[1]?.onopen?.()
    expect(lines[0]?.closedWith).toBe(1000)
    expect(JSON.parse(lines[1]?.sent[0] ?? '').after).toBe(12)
    lines[1]?.say({ hello: { site: 1, epoch: 'e1', offset: 15 } })
    lines[1]?.say(event(14))
    lines[1]?.say(event(15))
    lines[1]?.say({ upto: 15, n: 2 })
    await settle()
    expect(applied).toEqual([11, 15, 14])
    expect(lines).toHaveLength(2)
  })

  it('takes a snapshot when the past is gone, and keeps what comes meanwhile', async () => {
    snapshots.push({ site: 1, epoch: 'e2', offset: 40, topics: {} })
    lines[0]?.say({ recovered: false })
    lines[0]?.say(event(40))
    lines[0]?.say(event(41))
    expect(applied).toEqual([])
    await settle()
    expect(replaced).toBe(2)
    expect(applied).toEqual([41])
  })

  it('waits longer after each failure and says it is down', () => {
    lines[0]?.onclose?.({ code: 1006 })
    expect(states.at(-1)).toBe('down')
    expect(pending().at(-1)?.after).toBe(500)
  })

  it('comes back at once when it was too slow', async () => {
    lines[0]?.onclose?.({ code: 3008 })
    await settle()
    expect(lines).toHaveLength(2)
  })

  it('stops for good when the session has ended', async () => {
    lines[0]?.onclose?.({ code: 4401 })
    await settle()
    expect(ended).toBe(1)
    expect(lines).toHaveLength(1)
    expect(pending()).toHaveLength(0)
  })

  it('resumes from what is known to be complete, without doubling what came since', async () => {
    lines[0]?.say({ upto: 12, n: 0 })
    lines[0]?.say(event(13))
    lines[0]?.say(event(15))
    lines[0]?.onclose?.({ code: 1006 })
    fire(500)
    await settle()
    lines[1]?.onopen?.()
    expect(JSON.parse(lines[1]?.sent[0] ?? '').after).toBe(12)
    lines[1]?.say({ hello: { site: 1, epoch: 'e1', offset: 15 } })
    for (const o of [13, 14, 15]) lines[1]?.say(event(o))
    lines[1]?.say({ upto: 15, n: 3 })
    expect(applied).toEqual([13, 15, 14])
    expect(lines).toHaveLength(2)
  })
})

describe('a silent line', () => {
  it('is kept while a second one is tried', async () => {
    fire(PROBE)
    await settle()
    expect(lines).toHaveLength(2)
    expect(lines[0]?.closedWith).toBeUndefined()
    expect(states.at(-1)).toBe('open')
  })

  it('goes on at once when it speaks first, and the second is closed', async () => {
    fire(PROBE)
    await settle()
    lines[0]?.say(event(11))
    lines[0]?.say({ upto: 11, n: 1 })
    expect(applied).toEqual([11])
    expect(lines[1]?.closedWith).toBe(1000)
    lines[1]?.say({ hello: { site: 1, epoch: 'e1', offset: 11 } })
    expect(lines[0]?.closedWith).toBeUndefined()
    expect(states.at(-1)).toBe('open')
  })

  it('gives way when the second speaks first; nothing is lost or doubled', async () => {
    lines[0]?.say(event(11))
    fire(PROBE)
    await settle()
    lines[1]?.onopen?.()
    expect(JSON.parse(lines[1]?.sent[0] ?? '').after).toBe(10)
    lines[1]?.say({ hello: { site: 1, epoch: 'e1', offset: 13 } })
    expect(lines[0]?.closedWith).toBe(1000)
    lines[0]?.say(event(12))
    for (const o of [11, 12, 13]) lines[1]?.say(event(o))
    lines[1]?.say({ upto: 13, n: 3 })
    await settle()
    expect(applied).toEqual([11, 12, 13])
    expect(lines).toHaveLength(2)
  })

  it('asks for no line any more when it spoke while the ticket was on its way', async () => {
    fire(PROBE)
    lines[0]?.say({ upto: 10, n: 0 })
    await settle()
    expect(lines).toHaveLength(1)
  })

  it('is not given up when a waking hub finds the second ticket too old', async () => {
    fire(PROBE)
    await settle()
    lines[1]?.onclose?.({ code: 4403 })
    expect(states.at(-1)).toBe('open')
    expect(lines[0]?.closedWith).toBeUndefined()
    fire(2000)
    await settle()
    expect(lines).toHaveLength(3)
  })

  it('is down when the second is refused a connection', async () => {
    fire(PROBE)
    await settle()
    lines[1]?.onclose?.({ code: 1006 })
    expect(lines[0]?.closedWith).toBe(1000)
    expect(states.at(-1)).toBe('down')
  })

  it('is down when not even a ticket is to be had', async () => {
    refuseTickets = true
    fire(PROBE)
    await settle()
    expect(lines[0]?.closedWith).toBe(1000)
    expect(states.at(-1)).toBe('down')
  })

  it('leaves it to the minute whether a service that gives no ticket is slow or gone', async () => {
    fire(PROBE)
    await settle()
    expect(patience).toEqual([undefined, GIVE_UP])
  })

  it('is down after a minute without a word on either', async () => {
    fire(PROBE)
    await settle()
    fire(GIVE_UP)
    expect(lines.map((line) => line.closedWith)).toEqual([1000, 1000])
    expect(states.at(-1)).toBe('down')
  })

  it('ends both lines and all waits when it is stopped', async () => {
    fire(PROBE)
    await settle()
    socket.stop()
    expect(lines.map((line) => line.closedWith)).toEqual([1000, 1000])
    expect(pending()).toHaveLength(0)
  })
})
