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

beforeEach(async () => {
  lines = []
  applied = []
  states = []
  waits = []
  replaced = 0
  ended = 0
  snapshots = [{ site: 1, epoch: 'e1', offset: 10, topics: {} }]
  socket = new LiveSocket({
    ticket: async () => ({ ticket: `t${lines.length}`, url: 'ws://x/live' }),
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
    pending().at(-1)?.act()
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
    expect(applied).toEqual([11, 15, 14, 15])
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

  it('closes a line that is open but silent', () => {
    pending().at(-1)?.act()
    expect(lines[0]?.closedWith).toBe(1000)
    expect(states.at(-1)).toBe('down')
  })
})
