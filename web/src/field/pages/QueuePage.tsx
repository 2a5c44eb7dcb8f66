import type { Incident, Report } from '@/api/types'
import { clock, span } from '@/app/format'
import { useText } from '@/app/text'
import { useTick } from '@/live/tick'
import { UNKNOWN } from '../figures'
import { Title } from '../parts/Frame'
import { NoNetwork, Tick } from '../parts/icons'
import { QueueItem } from '../parts/QueueItem'
import { WaysOut } from '../parts/WaysOut'
import { usePhone, usePhoneState, useWorldTime } from '../phone'
import { linesOf } from '../queue'
import type { Route } from '../route'
import { encode } from '../sms'
import type { Item } from '../store/phone'
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
  const worldTime = useWorldTime(incident)
  const lines = linesOf(state.items)
  const reports = state.items.filter((item) => item.kind === 'report')
  const urgent = reports.at(-1)
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
              unit={session.area_name}
              mine={item.account === session.account}
              photos={photos}
              at={worldTime(item.saved_at)}
            />
          ))}
        </ul>
        {urgent && incident && <WaysOut line={shortLine(urgent, incident, session, worldTime)} />}
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
                      {clock(report.submitted_at)} {words.queue.received}　{words.queue.receipt}{' '}
                      {receiptNumber(one.body)}
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

/** The number a reporter can read out on the telephone. */
export function receiptNumber(body: Record<string, unknown>): string {
  const number = body['receipt_no'] ?? body['receipt'] ?? body['seq']
  return typeof number === 'number' ? number.toLocaleString('en-US') : String(number ?? '')
}

function shortLine(
  item: Item,
  incident: Incident,
  session: Reporter,
  worldTime: (real: number) => Date,
): string {
  const { lon, lat, kind, figures } = item.body
  return encode({
    incident_no: incident.no,
    area: session.area,
    kind: kind === 'INITIAL' ? 'INITIAL' : 'FOLLOWUP',
    figures: { ...UNKNOWN, ...(figures as object) },
    lon: typeof lon === 'number' ? lon : null,
    lat: typeof lat === 'number' ? lat : null,
    clock: clock(worldTime(item.saved_at)).replace(':', ''),
  })
}
