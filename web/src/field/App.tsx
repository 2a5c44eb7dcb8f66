import { lazy, Suspense, useMemo, useState } from 'react'
import { useText } from '@/app/text'
import { parentOf, useAreaName } from './areas'
import { Tabs, Title, Top } from './parts/Frame'
import { Sheet } from './parts/icons'
import { openIncidents, useFieldLine, usePhone, usePhoneState } from './phone'
import { LoginPage } from './pages/LoginPage'
import { MePage } from './pages/MePage'
import { ordersFor, OrdersPage, useAcknowledge } from './pages/OrdersPage'
import { QueuePage } from './pages/QueuePage'
import { ReceiptPage } from './pages/ReceiptPage'
import { RelayPage } from './pages/RelayPage'
import { ReportPage } from './pages/ReportPage'
import { linesOf } from './queue'
import { useRoute } from './route'
import { text } from './text'

const MapPage = lazy(() => import('./pages/MapPage'))
const OPEN = ['issued', 'delivered', 'read']

/** The field page: one column, four words at the foot, everything works without a network. */
export function App() {
  const words = useText(text)
  const phone = usePhone()
  const { session, known, link, items } = usePhoneState()
  const line = useFieldLine()
  const [route, go] = useRoute()
  const [chosen, setChosen] = useState<string | null>(null)
  const [later, setLater] = useState(false)
  const incidents = useMemo(() => openIncidents(known.incidents), [known.incidents])
  const incident = incidents.find((one) => one.id === chosen) ?? incidents[0]
  const orders = useMemo(
    () => (session ? ordersFor(session, known.orders) : []),
    [session, known.orders],
  )
  useAcknowledge(orders, route.tab === 'orders')
  // Asked for now, so that a receipt can name it later without a network.
  useAreaName(parentOf(session?.area ?? 0))

  if (!session) return <LoginPage />
  if (link === 'sign-in' && !later) {
    return <LoginPage account={session.account} onLater={() => setLater(true)} />
  }
  const unanswered = orders.filter((order) => OPEN.includes(order.state))
  const fresh = unanswered[0]
  return (
    <div className="field" data-line={line.state}>
      <Top incident={incident} />
      {link === 'sign-in' && (
        <button type="button" className="banner" onClick={() => setLater(false)}>
          {words.queue.signIn} · {words.queue.signInHint}
        </button>
      )}
      {route.tab === 'report' && !('view' in route) && items.length > 0 && (
        <button
          type="button"
          className="banner"
          onClick={() => go({ tab: 'report', view: 'queue' })}
        >
          {words.queue.title(linesOf(items).length)} · {words.queue.view}
        </button>
      )}
      {'view' in route && route.view === 'queue' && (
        <QueuePage session={session} incident={incident} go={go} />
      )}
      {'view' in route && route.view === 'receipt' && (
        <ReceiptPage
          session={session}
          incident={incident}
          commandId={route.commandId}
          order={fresh}
          go={go}
        />
      )}
      {'view' in route && route.view === 'relay' && (
        <RelayPage session={session} incidents={incidents} line={route.line} go={go} />
      )}
      {route.tab === 'report' && !('view' in route) && (
        <>
          {incident ? (
            <ReportPage
              key={incident.id}
              session={session}
              incident={incident}
              incidents={incidents}
              onIncident={setChosen}
              go={go}
            />
          ) : (
            <>
              <Title title={words.newReport} />
              <main className="page">
                <div className="empty">
                  <Sheet size={24} />
                  <b>{words.noIncident}</b>
                  <small>{words.noIncidentHint}</small>
                  <button type="button" onClick={() => void phone.refresh()}>
                    {words.queue.retry}
                  </button>
                </div>
              </main>
            </>
          )}
        </>
      )}
      {route.tab === 'orders' && <OrdersPage orders={orders} incidents={incidents} />}
      {route.tab === 'map' && (
        <Suspense fallback={<p className="hint">{words.map.loading}</p>}>
          <MapPage session={session} incident={incident} />
        </Suspense>
      )}
      {route.tab === 'me' && <MePage session={session} />}
      <Tabs here={route.tab} go={go} orders={unanswered.length} />
    </div>
  )
}
