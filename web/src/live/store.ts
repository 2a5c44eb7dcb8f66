import { useMemo, useSyncExternalStore } from 'react'
import { api, session } from '@/api/client'
import type { Topics } from '@/api/types'
import { useTick } from './tick'
import { type LineState, lineState } from './line'
import { Projections } from './reducer'
import { type EventFrame, type LinkState, LiveSocket, type Wire } from './socket'

export const FEED_LENGTH = 300
const PATIENCE_MS = 10_000

export interface Connection {
  state: LineState
  /** Seconds since anything was heard. */
  ageSeconds: number
  /** When something was last heard, in this machine's milliseconds. */
  heardAt: number | null
  offset: number
  /** Whether anything was ever received: before that, nothing shown is a statement. */
  held: boolean
}

type FrameListener = (frame: EventFrame) => void

const projections = new Projections()
const frameListeners = new Set<FrameListener>()
const replaceListeners = new Set<() => void>()
const topicListeners = new Set<() => void>()
let feed: readonly EventFrame[] = []
let link: LinkState = 'connecting'
let heardAt: number | null = null
let offset = -1
let held = false
let running: { socket: LiveSocket; topics: string } | null = null
let scheduled = false

/** Redraw once per frame of the screen, however many events a replay brings. */
function changed(): void {
  if (scheduled) return
  scheduled = true
  const tell = () => {
    scheduled = false
    for (const listener of topicListeners) listener()
  }
  setTimeout(tell, 30)
}

/** Subscribe this page to topics; a second call with the same topics changes nothing. */
export function startLive(topics: readonly string[]): void {
  const key = [...topics].sort().join(',')
  if (running?.topics === key) return
  stopLive()
  const socket = new LiveSocket({
    ticket: (patience = PATIENCE_MS) => api.post('/api/live/ticket', { topics: [...topics] }, { patience }),
    snapshot: () => api.get('/api/live/snapshot', { query: { topics: topics.join(',') }, patience: PATIENCE_MS }),
    open: (url, protocols) => new WebSocket(url, protocols) as unknown as Wire,
    replace: (snapshot) => {
      projections.replace(snapshot)
      // What was missed for good may have changed anything that was asked for before.
      if (held) for (const listener of replaceListeners) listener()
      held = true
      changed()
    },
    apply: (frame) => {
      if (!feed.some((one) => one.o === frame.o)) {
        feed = [frame, ...feed].slice(0, FEED_LENGTH)
      }
      projections.apply(frame)
      for (const listener of frameListeners) listener(frame)
      changed()
    },
    heard: (state, at) => {
      if (state === 'open') heardAt = Date.now()
      link = state
      offset = at
    },
    // Without an answer nothing is known of the session: whatever is asked for next will tell.
    ended: () => void session(true).catch(() => undefined),
  })
  running = { socket, topics: key }
  void socket.start()
}

/** Stop listening and forget everything, as signing out must. */
export function stopLive(): void {
  running?.socket.stop()
  running = null
  feed = []
  heardAt = null
  link = 'connecting'
  offset = -1
  held = false
  projections.replace({ site: 0, epoch: '', offset: -1, topics: {} })
  changed()
}

/** The incident that counts what belongs to another: itself, unless it was merged. */
export const countedIn = (incident: string): string => projections.countedIn(incident)

/** Hear every event as it comes; returns the way to stop hearing. */
export function onFrame(listener: FrameListener): () => void {
  frameListeners.add(listener)
  return () => frameListeners.delete(listener)
}

/** Hear that everything held was read anew, because events were missed; returns the way to stop hearing. */
export function onReplace(listener: () => void): () => void {
  replaceListeners.add(listener)
  return () => replaceListeners.delete(listener)
}

function subscribe(listener: () => void): () => void {
  topicListeners.add(listener)
  return () => topicListeners.delete(listener)
}

/** Everything a topic holds that this session may see. */
export function useTopic<T extends keyof Topics>(topic: T): Topics[T] {
  const read = () => projections.list(topic)
  return useSyncExternalStore(subscribe, read, read) as unknown as Topics[T]
}

/** One record of a topic, or undefined. */
export function useRecord<T extends keyof Topics>(topic: T, id: string | null): Topics[T][number] | undefined {
  const items = useTopic(topic) as readonly Topics[T][number][]
  return useMemo(() => items.find((item) => item.id === id), [items, id])
}

/** Events heard since this page opened, newest first. */
export function useFeed(): readonly EventFrame[] {
  const read = () => feed
  return useSyncExternalStore(subscribe, read, read)
}

/** How good the line is; a screen that has stopped hearing says so. */
export function useConnection(): Connection {
  const now = useTick()
  const gap = heardAt === null ? null : Math.max(0, now - heardAt)
  const state = lineState(link, gap)
  const ageSeconds = Math.floor((gap ?? 0) / 1000)
  return { state, ageSeconds, heardAt, offset, held }
}
