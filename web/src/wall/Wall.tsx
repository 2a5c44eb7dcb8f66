import { useEffect, useMemo, useState } from 'react'
import { onSession, session as whoIsThere } from '@/api/client'
import type { Session } from '@/api/types'
import { followEvents, queryClient } from '@/app/queries'
import { startLive, stopLive, useConnection, useTopic } from '@/live/store'
import { barredBy } from './admission'
import { Board } from './Board'
import { Guard } from './Guard'
import { Idle } from './Idle'
import type { WallLine } from './Line'
import { useNightlyReload } from './nightly'
import { useTurningPage } from './pages'
import { SignIn } from './SignIn'

const TOPICS = [
  'worlds',
  'incidents',
  'responses',
  'estimates',
  'orders',
  'reports',
  'shipments',
  'warehouses',
]
const OVER = ['closed', 'merged']
const AGAIN_MS = 5_000
/** A session lasts while it is used; a wall with nothing to ask uses it this often. */
const USED_MS = 3_600_000

/** The wall: signs in once with its own account and then only shows. */
export function Wall() {
  const [session, setSession] = useState<Session | null | undefined>(undefined)
  // Whose picture stands: it stays, greyed, when the session ends, until somebody comes to sign in.
  const [shown, setShown] = useState<Session | null>(null)
  const [unreachable, setUnreachable] = useState(false)
  const connection = useConnection()
  useEffect(() => {
    let post: string | undefined
    const stop = onSession((next) => {
      setSession(next)
      if (!next || barredBy(next)) return
      // Another post sees other things: forgotten before its picture is drawn and asks for them.
      if (next.post.id !== post) queryClient.clear()
      post = next.post.id
      setShown(next)
    })
    // Unattended: a wall that starts before its server keeps asking.
    const ask = (): void =>
      void whoIsThere(true).catch(() => {
        setUnreachable(true)
        setTimeout(ask, AGAIN_MS)
      })
    ask()
    return stop
  }, [])
  useEffect(() => {
    const timer = setInterval(() => void whoIsThere(true).catch(() => undefined), USED_MS)
    return () => clearInterval(timer)
  }, [])
  const expired = session === null && shown !== null
  useEffect(() => {
    if (!expired) return
    const attend = (): void => setShown(null)
    window.addEventListener('keydown', attend)
    window.addEventListener('pointerdown', attend)
    return () => {
      window.removeEventListener('keydown', attend)
      window.removeEventListener('pointerdown', attend)
    }
  }, [expired])
  if (session === undefined) {
    const state = unreachable ? 'cut' : 'connecting'
    return <Idle office="" line={{ ...connection, state, expired }} />
  }
  if (!shown) return <SignIn />
  return (
    <Guard>
      <Pages key={shown.post.id} session={shown} expired={expired} />
    </Guard>
  )
}

function useScale(): number {
  const [scale, setScale] = useState(1)
  useEffect(() => {
    const asked = Number(new URLSearchParams(window.location.search).get('scale'))
    const wall = asked >= 0.5 && asked <= 2 ? asked : 1
    document.documentElement.style.setProperty('--jm-wall-scale', String(wall))
    document.documentElement.dataset['rows'] = wall > 1.15 ? 'fewer' : 'all'
    const measure = (): void => {
      setScale(Math.min(window.innerWidth / 1920, window.innerHeight / 1080) * wall)
    }
    measure()
    window.addEventListener('resize', measure)
    return () => window.removeEventListener('resize', measure)
  }, [])
  return scale
}

function Pages({ session, expired }: { session: Session; expired: boolean }) {
  useEffect(() => {
    startLive(TOPICS)
    const stop = followEvents()
    return () => {
      stop()
      stopLive()
    }
  }, [])
  const all = useTopic('incidents')
  const connection = useConnection()
  const line: WallLine = { ...connection, expired, ...(expired ? { state: 'cut' } : {}) }
  useNightlyReload(line.held && line.state === 'live')
  const incidents = useMemo(() => {
    const asked = new URLSearchParams(window.location.search).get('boards')?.split(',')
    return all
      .filter((one) => !OVER.includes(one.state))
      .filter((one) => !asked || asked.includes(one.id) || asked.includes(one.no))
      .sort((a, b) => b.occurred_at.localeCompare(a.occurred_at))
  }, [all])
  const scale = useScale()
  const page = useTurningPage(useMemo(() => incidents.map((one) => one.id), [incidents]))
  const incident = incidents.find((one) => one.id === page)
  if (!incident) return <Idle office={session.post.office.name} line={line} />
  const turn = { nth: incidents.indexOf(incident) + 1, of: incidents.length }
  return <Board incident={incident} turn={turn} post={session.post} scale={scale} line={line} />
}
