import { lazy, Suspense, useEffect, useState } from 'react'
import { onSession, session as askSession } from '@/api/client'
import type { Session } from '@/api/types'
import { startLive, stopLive } from '@/live/store'
import { Login } from './Login'
import { AdministrationShell } from './AdministrationShell'
import { administrationOf, homeOf, mayOpen, pageOf, startsInField } from './pages'
import { navigate, useRoute } from './router'
import { Shell } from './Shell'
import { SessionContext, useSession } from './session'
import { Failure, Loading } from './states'
import { queryClient } from './queries'
import { nextStep } from './sign-in-steps'
import { SignInStep } from './SignInStep'

const TOPICS = ['worlds', 'incidents', 'responses', 'estimates', 'orders', 'tasks', 'reports', 'shipments', 'warehouses', 'notices']

/** Paths that name no page of their own: signing in there leads to where the post starts. */
const STARTS = new Set(['/', '/login'])

const Situation = lazy(() => import('@/features/command/situation'))
const Incidents = lazy(() => import('@/features/command/incidents'))
const Orders = lazy(() => import('@/features/command/orders'))
const ReportForm = lazy(() => import('@/features/command/report'))
const Matrix = lazy(() => import('@/features/command/matrix'))
const Duty = lazy(() => import('@/features/command/duty'))
const Board = lazy(() => import('@/features/command/board'))
const Estimates = lazy(() => import('@/features/assessment/estimates'))
const Administration = lazy(() => import('@/features/people'))
const Dispatch = lazy(() => import('@/features/dispatch/shipments'))

function Screen() {
  const { segments } = useRoute()
  const { post } = useSession()
  const page = pageOf(segments[0])
  if (page && !mayOpen(post.roles, page)) return <Failure what="route" />
  switch (segments[0]) {
    case undefined: return <Situation />
    case 'incidents': return <Incidents />
    case 'orders': return <Orders id={segments[1] ?? null} />
    case 'reports': return segments[1] === 'matrix' ? <Matrix /> : <ReportForm />
    case 'duty': return <Duty />
    case 'board': return <Board />
    case 'estimates': return <Estimates />
    case 'dispatch': return <Dispatch />
    case 'people':
    case 'offices':
    case 'grants':
    case 'audit':
    case 'attempts': return <Administration page={segments[0]} />
    default: return <Failure what="route" />
  }
}

/** Whether this is the start of somebody who is on the way to the field page instead. */
function goesToField(roles: readonly string[]): boolean {
  return STARTS.has(window.location.pathname) && startsInField(roles, window.innerWidth)
}

/** Lead somebody who has just signed in and names no page to where their work starts. */
function lead(roles: readonly string[]): void {
  if (STARTS.has(window.location.pathname) && !goesToField(roles)) navigate(homeOf(roles))
}

/** The desk: signing in, then the frame with the screen that the address names. */
export function Desk() {
  const [known, setKnown] = useState<Session | null | undefined>(undefined)
  const [failed, setFailed] = useState(false)
  // The password just typed, while signing in may have steps to go; null on a page loaded anew.
  const [typed, setTyped] = useState<string | null>(null)

  useEffect(() => {
    let post: string | undefined
    return onSession((next) => {
      // Another post sees other things: forgotten before its screens are drawn and ask for theirs.
      if (next?.post.id !== post) queryClient.clear()
      post = next?.post.id
      setKnown(next)
    })
  }, [])
  useEffect(() => {
    askSession().then(setKnown, () => setFailed(true))
  }, [])
  const step = known ? nextStep(known, typed !== null) : null
  const account = step ? undefined : known?.post.id
  // Who only administers is given no ticket: nothing live is theirs.
  const hears = known ? administrationOf(known.post.roles).length === 0 : false
  const leaves = known && account ? goesToField(known.post.roles) : false
  useEffect(() => {
    if (leaves) window.location.replace(`/field${window.location.search}`)
  }, [leaves])
  useEffect(() => {
    // Another post hears other things: nothing heard for the one before is kept.
    stopLive()
    if (!account) return
    setTyped(null)
    if (hears && !leaves) startLive(TOPICS)
  }, [account, hears, leaves])

  if (failed && known === undefined) return <Failure what="server" onRetry={() => window.location.reload()} />
  if (known === undefined) return <Loading />
  if (known === null) return <Login onStart={setTyped} onDone={() => void askSession().then((one) => one && lead(one.post.roles))} />
  if (step) return <SignInStep step={step} session={known} typed={typed} onLater={() => setTyped(null)} />
  if (leaves) return <Loading />
  const Frame = hears ? Shell : AdministrationShell
  return (
    <SessionContext.Provider value={known}>
      <Frame key={known.post.id}>
        <Suspense fallback={<Loading />}>
          <Screen />
        </Suspense>
      </Frame>
    </SessionContext.Provider>
  )
}
