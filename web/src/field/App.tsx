import { lazy, Suspense, useEffect, useMemo, useState } from 'react'
import { parentOf } from '@/app/areas'
import { useText } from '@/app/text'
import { useAreaName } from './areas'
import { newsOf, openIncidents, pinnedIncident } from './incidents'
import { Boundary } from './parts/Boundary'
import { Empty } from './parts/Empty'
import { Tabs, Title, Top } from './parts/Frame'
import { Sheet } from './parts/icons'
import { leftBehind } from './parts/LeftDrafts'
import { IncidentNews, OrderNews, useShake } from './parts/News'
import { OPEN } from './parts/OrderCard'
import { useFieldLine, usePhone, usePhoneState } from './phone'
import { AdministersPage } from './pages/AdministersPage'
import { LoginPage } from './pages/LoginPage'
import { MePage } from './pages/MePage'
import { ordersFor, OrdersPage, useAcknowledge } from './pages/OrdersPage'
import { QueuePage } from './pages/QueuePage'
import { ReceiptPage } from './pages/ReceiptPage'
import { RelayPage } from './pages/RelayPage'
import { ReportPage } from './pages/ReportPage'
import { linesOf } from './queue'
import { format, useRoute } from './route'
import { text } from './text'

const MapPage = lazy(() => import('./pages/MapPage'))

/** The field page: one column, four words at the foot, everything works without a network. */
export function App() {
  const words = useText(text)
  const phone = usePhone()
  const state = usePhoneState()
  const { session, known, link, items, pin } = state
  const line = useFieldLine()
  const [route, go] = useRoute()
  const [later, setLater] = useState(false)
  const incidents = useMemo(() => openIncidents(known.incidents), [known.incidents])
  const incident = pinnedIncident(known.incidents, pin)
  const orders = useMemo(
    () => (session ? ordersFor(session, known.orders) : []),
    [session, known.orders],
  )
  const unanswered = useMemo(() => orders.filter((one) => OPEN.includes(one.state)), [orders])
  useShake(unanswered)
  useAcknowledge(orders, route.tab === 'orders')
  // Asked for now, so that a receipt can name it later without a network.
  useAreaName(parentOf(session?.area ?? 0))
  const here = incident?.id
  useEffect(() => {
    if (!here || here === pin.incidentId) return
    if (pin.incidentId === null) phone.notice(incidents.map((one) => one.id))
    phone.choose(here)
  }, [phone, here, pin.incidentId, incidents])

  if (!session) return <LoginPage />
  if (link === 'sign-in' && !later) {
    return <LoginPage account={session.account} onLater={() => setLater(true)} />
  }
  if (session.administers) return <AdministersPage session={session} />
  const fresh = unanswered[0]
  const [news] = newsOf(incidents, pin)
  const waiting = linesOf(items).length + leftBehind(state).length
  const writing = route.tab === 'report' && !('view' in route)
  return (
    <div className="field" data-line={line.state}>
      <Top incident={incident} />
      {link === 'sign-in' && (
        <button type="button" className="banner" onClick={() => setLater(false)}>
          {words.queue.signIn} · {words.queue.signInHint}
        </button>
      )}
      {writing && fresh && <OrderNews order={fresh} onOpen={() => go({ tab: 'orders' })} />}
      {writing && news && incident && (
        <IncidentNews incident={news} here={incident} onStay={() => phone.notice([news.id])} />
      )}
      {writing && waiting > 0 && (
        <button
          type="button"
          className="banner"
          onClick={() => go({ tab: 'report', view: 'queue' })}
        >
          {words.queue.title(waiting)} · {words.queue.view}
        </button>
      )}
      <Boundary about={format(route)}>
        {'view' in route && route.view === 'queue' && (
          <QueuePage session={session} incident={incident} go={go} />
        )}
        {'view' in route && route.view === 'receipt' && (
          <ReceiptPage
            session={session}
            commandId={route.commandId}
            order={fresh}
            go={go}
          />
        )}
        {'view' in route && route.view === 'relay' && (
          <RelayPage session={session} line={route.line} go={go} />
        )}
        {writing && (
          <>
            {incident ? (
              <ReportPage
                key={incident.id}
                session={session}
                incident={incident}
                incidents={incidents}
                onIncident={(id) => phone.choose(id)}
                go={go}
              />
            ) : (
              <>
                <Title title={words.newReport} />
                <main className="page">
                  <Empty
                    icon={<Sheet size={24} />}
                    title={words.noIncident}
                    hint={words.noIncidentHint}
                  >
                    <button type="button" onClick={() => void phone.refresh()}>
                      {words.queue.retry}
                    </button>
                  </Empty>
                </main>
              </>
            )}
          </>
        )}
        {route.tab === 'orders' && <OrdersPage orders={orders} />}
        {route.tab === 'map' && (
          <Suspense fallback={<p className="hint">{words.map.loading}</p>}>
            <MapPage session={session} incident={incident} />
          </Suspense>
        )}
        {route.tab === 'me' && <MePage session={session} />}
      </Boundary>
      <Tabs here={route.tab} go={go} orders={unanswered.length} />
    </div>
  )
}
