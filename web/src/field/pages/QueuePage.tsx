import type { Incident, Report } from '@/api/types'
import { clock, span } from '@/app/format'
import { useText } from '@/app/text'
import { useTick } from '@/live/tick'
import { LeftDrafts } from '../parts/LeftDrafts'
import { Title } from '../parts/Frame'
import { NoNetwork, Tick } from '../parts/icons'
import { QueueItem } from '../parts/QueueItem'
import { WaysOut } from '../parts/WaysOut'
import { useIncident, usePhone, usePhoneState, useWorldTime } from '../phone'
import { linesOf } from '../queue'
import type { Route } from '../route'
import { lineOf } from '@/ground/line'
import type { Item } from '../store/shown'
import { text } from '../text'
import type { Reporter } from '../reporter'

/** B: what waits on this phone, and the ways out that need no data network. */
export function QueuePage({
  session,
  incident,
  go,
}: {
  session: Reporter
  incident: Incident | undefined
  go: (route: Route) => void
}) {
  const words = useText(text)
  const phone = usePhone()
  const state = usePhoneState()
  const now = useTick()
  const lines = linesOf(state.items)
  const own = state.items.filter(
    (item) => item.kind === 'report' && item.account === session.account,
  )
  // Handed over alone, no change would say that there are no losses: they go first.
  const urgent = own.filter((item) => item.body['nil_report'] !== true).at(-1) ?? own.at(-1)
  const delivered = state.receipts.filter((one) => one.kind === 'report').slice(0, 5)
  return (
    <>
      <Title title={words.queue.title(lines.length)} under={words.queue.stored} />
      <main className="page flush">
        {state.link === 'none' && state.cutSince !== null && (
          <div className="cut" role="status">
            <NoNetwork size={26} />
            <div>
              <b>{words.queue.noNetwork(span(now - state.cutSince))}</b>
              <small>{words.queue.noNetworkHint}</small>
            </div>
          </div>
        )}
        {state.link === 'sign-in' && (
          <div className="cut" role="status">
            <NoNetwork size={26} />
            <div>
              <b>{words.queue.signIn}</b>
              <small>{words.queue.signInHint}</small>
            </div>
          </div>
        )}
        <ul className="queue">
          {lines.map(({ item, photos }) => (
            <QueueItem
              key={item.command_id}
              item={item}
              mine={item.account === session.account}
              photos={photos}
            />
          ))}
        </ul>
        {urgent && <WaysOutOf item={urgent} />}
        <LeftDrafts session={session} incident={incident} />
        {delivered.length > 0 && (
          <ul className="queue delivered">
            {delivered.map((one) => {
              const report = one.body as unknown as Report
              return (
                <li key={one.command_id} className="queue-item">
                  <Tick size={22} />
                  <div>
                    <b>
                      {report.area_name} {words.kind[report.kind]}
                    </b>
                    <small>
                      {clock(report.submitted_at)} {words.queue.received}　
                      <span className="unbroken">
                        {words.queue.receipt} {report.receipt_no}
                      </span>
                    </small>
                  </div>
                  <button
                    type="button"
                    className="link"
                    onClick={() =>
                      go({ tab: 'report', view: 'receipt', commandId: one.command_id })
                    }
                  >
                    {words.queue.view}
                  </button>
                </li>
              )
            })}
          </ul>
        )}
      </main>
      <footer className="foot">
        <button type="button" disabled={state.sending} onClick={() => void phone.retry()}>
          {state.sending ? words.queue.sending : words.queue.retry}
        </button>
        <button type="button" className="strong" onClick={() => go({ tab: 'report' })}>
          {words.queue.newReport}
        </button>
      </footer>
    </>
  )
}

/** The ways out of one waiting report: its own incident, unit and world, whatever the page is about. */
function WaysOutOf({ item }: { item: Item }) {
  const incident = useIncident(String(item.body['incident_id']))
  const worldTime = useWorldTime(incident)
  if (!incident) return null
  return <WaysOut line={lineOf(item.body, incident.no, clock(worldTime(item.saved_at)))} />
}
