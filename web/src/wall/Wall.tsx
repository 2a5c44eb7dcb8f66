import { type FormEvent, useEffect, useMemo, useState } from 'react'
import { login, onSession, ProblemError, session as whoIsThere } from '@/api/client'
import type { Session } from '@/api/types'
import { clock } from '@/app/format'
import { followEvents } from '@/app/queries'
import { useText } from '@/app/text'
import { useWorldNow } from '@/live/clock'
import { onFrame, startLive, stopLive, useConnection, useTopic } from '@/live/store'
import { useTick } from '@/live/tick'
import { Board } from './Board'
import { Line } from './Header'
import { pageAt } from './pages'
import { text } from './text'

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

/** The wall: signs in once with its own account and then only shows. */
export function Wall() {
  const [session, setSession] = useState<Session | null | undefined>(undefined)
  useEffect(() => {
    const stop = onSession(setSession)
    // Unattended: a wall that starts before its server keeps asking.
    const ask = (): void => void whoIsThere(true).catch(() => setTimeout(ask, AGAIN_MS))
    ask()
    return stop
  }, [])
  if (session === undefined) return null
  return session ? <Pages session={session} /> : <SignIn />
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

function Pages({ session }: { session: Session }) {
  useEffect(() => {
    startLive(TOPICS)
    const stop = followEvents()
    return () => {
      stop()
      stopLive()
    }
  }, [])
  const all = useTopic('incidents')
  const incidents = useMemo(() => {
    const asked = new URLSearchParams(window.location.search).get('boards')?.split(',')
    return all
      .filter((one) => !OVER.includes(one.state))
      .filter((one) => !asked || asked.includes(one.id) || asked.includes(one.no))
      .sort((a, b) => b.occurred_at.localeCompare(a.occurred_at))
  }, [all])
  const scale = useScale()
  const now = useTick()
  const [news, setNews] = useState<{ incident: string; at: number } | null>(null)
  useEffect(() => onFrame((frame) => frame.i && setNews({ incident: frame.i, at: Date.now() })), [])
  const incident = pageAt(incidents, now, news)
  if (!incident) return <Idle office={session.post.office.name} />
  return <Board incident={incident} post={session.post} scale={scale} />
}

/** Between events the wall says that it is awake. */
function Idle({ office }: { office: string }) {
  const words = useText(text)
  const now = useWorldNow(null)
  const connection = useConnection()
  return (
    <div className="wall" data-line={connection.state}>
      <header className="wall-head">
        <div className="wall-title">
          <h1>{office}</h1>
        </div>
        <Line connection={connection} world={undefined} />
      </header>
      <main className="wall-idle">
        <time>{clock(now)}</time>
        <b>{words.idle}</b>
        <span>{words.idleNote}</span>
      </main>
    </div>
  )
}

function SignIn() {
  const words = useText(text)
  const [fault, setFault] = useState('')
  const enter = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    try {
      await login(String(form.get('account')).trim(), String(form.get('password')))
    } catch (cause) {
      setFault(cause instanceof ProblemError ? cause.say : String(cause))
    }
  }
  return (
    <form className="wall-login" onSubmit={(event) => void enter(event)}>
      <h1>{words.login.title}</h1>
      <p>{words.login.hint}</p>
      <label>
        {words.login.account}
        <input name="account" autoComplete="username" required />
      </label>
      <label>
        {words.login.password}
        <input name="password" type="password" autoComplete="current-password" required />
      </label>
      {fault && <p role="alert">{fault}</p>}
      <button type="submit">{words.login.enter}</button>
    </form>
  )
}
