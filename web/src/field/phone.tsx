import {
  createContext,
  type ReactNode,
  use,
  useEffect,
  useState,
  useSyncExternalStore,
} from 'react'
import { serverTime } from '@/api/client'
import type { Incident } from '@/api/types'
import { worldClock } from '@/live/clock'
import { STALE_AFTER } from '@/live/line'
import { startLive, stopLive, useConnection, useTopic } from '@/live/store'
import { useTick } from '@/live/tick'
import type { OpenDraft } from './store/drafts'
import type { Link, Phone, PhoneState } from './store/phone'

const Context = createContext<Phone | null>(null)
const LIVE_TOPICS = ['worlds', 'incidents', 'orders', 'reports']

/** The phone this page runs on. */
export function usePhone(): Phone {
  const phone = use(Context)
  if (!phone) throw new Error('no phone around this component')
  return phone
}

/** What the phone knows now. */
export function usePhoneState(): PhoneState {
  const phone = usePhone()
  return useSyncExternalStore(phone.subscribe, phone.snapshot)
}

/** The draft of an account and incident; null while it is being opened, or when it cannot be. */
export function useOpenDraft(
  account: string,
  incidentId: string,
): { draft: OpenDraft | null; failed: boolean } {
  const phone = usePhone()
  const [opened, setOpened] = useState<OpenDraft | null>(null)
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    let here = true
    phone.drafts.open(account, incidentId).then(
      (draft) => here && setOpened(draft),
      () => here && setFailed(true),
    )
    return () => {
      here = false
    }
  }, [phone, account, incidentId])
  return { draft: opened, failed }
}

/** Give the page its phone, and the phone its ears. */
export function PhoneProvider({ phone, children }: { phone: Phone; children: ReactNode }) {
  return (
    <Context value={phone}>
      <Ears />
      {children}
    </Context>
  )
}

/** While signed in and reachable, listen live and let the phone remember what was heard. */
function Ears(): null {
  const phone = usePhone()
  const { session, link } = usePhoneState()
  const connection = useConnection()
  const worlds = useTopic('worlds')
  const incidents = useTopic('incidents')
  const orders = useTopic('orders')
  const reports = useTopic('reports')
  const on = session !== null && link === 'live'
  useEffect(() => {
    if (on) startLive(LIVE_TOPICS)
    else stopLive()
  }, [on])
  const listening = connection.state === 'live' && worlds.length > 0
  useEffect(() => {
    phone.hear(listening)
    if (!listening) return
    phone.learn({
      worlds: [...worlds],
      incidents: [...incidents],
      orders: [...orders],
      reports: [...reports],
    })
  }, [phone, listening, worlds, incidents, orders, reports])
  return null
}

export interface FieldLine {
  state: Link | 'online' | 'stale'
  /** Seconds since the centre was last heard, by the live feed or by asking. */
  ageSeconds: number
}

/** How good the phone's line is: heard as it happens, asked for, silent too long, or none. */
export function useFieldLine(): FieldLine {
  const { link, listening, reachedAt } = usePhoneState()
  const { heardAt } = useConnection()
  const now = useTick()
  if (link !== 'live') return { state: link, ageSeconds: 0 }
  const gap = Math.max(0, now - Math.max(heardAt ?? 0, reachedAt ?? 0))
  const state = gap >= STALE_AFTER ? 'stale' : listening ? 'live' : 'online'
  return { state, ageSeconds: Math.floor(gap / 1000) }
}

/** An incident the phone knows, open or not. */
export function useIncident(id: string | undefined): Incident | undefined {
  return usePhoneState().known.incidents.find((one) => one.id === id)
}

/** The time in an incident's world, from what the phone remembers: it needs no network. */
export function useFieldNow(incident: Incident | undefined): Date {
  const { known } = usePhoneState()
  const real = serverTime(useTick())
  const world = known.worlds.find((one) => one.id === incident?.world_id)
  return world ? worldClock(world, real) : new Date(real)
}

/** World time at an instant of this phone's clock. */
export function useWorldTime(incident: Incident | undefined): (real: number) => Date {
  const { known } = usePhoneState()
  const world = known.worlds.find((one) => one.id === incident?.world_id)
  return (real) => (world ? worldClock(world, serverTime(real)) : new Date(real))
}
