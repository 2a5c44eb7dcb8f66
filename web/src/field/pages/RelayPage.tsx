import { useMemo, useState } from 'react'
import type { Incident } from '@/api/types'
import { idOf } from '@/api/ids'
import { within } from '@/app/areas'
import { clock } from '@/app/format'
import { pick, useText } from '@/app/text'
import { decode, saidAt, type ShortReport } from '@/ground/line'
import { handedBody, handedKind } from '@/ground/report'
import { useUnitName } from '../areas'
import { Empty } from '../parts/Empty'
import { Title } from '../parts/Frame'
import { Sheet } from '../parts/icons'
import { figureLine } from '../parts/QueueItem'
import { useFieldNow, usePhone, usePhoneState } from '../phone'
import type { Reporter } from '../reporter'
import type { Route } from '../route'
import { isFull } from '../store/database'
import { text } from '../text'

/** Take over a report another phone handed on as a code: it joins the queue, beside what is written here. */
export function RelayPage({
  session,
  line,
  go,
}: {
  session: Reporter
  line: string
  go: (route: Route, replace?: boolean) => void
}) {
  const words = useText(text)
  const phone = usePhone()
  const report = useMemo(() => decode(line), [line])
  const { known: facts } = usePhoneState()
  // One merged into another is fine: the centre counts the report where it belongs.
  const incident = facts.incidents.find((one) => one.no === report?.incident_no)
  const unit = useUnitName(report?.area ?? session.area)
  const mine = report !== null && within(report.area, session.area)
  return (
    <>
      <Title title={report ? words.relay(unit) : words.queue.qr} />
      {report && mine && incident && incident.state !== 'closed' ? (
        <Handed session={session} report={report} incident={incident} line={line} unit={unit} go={go} />
      ) : (
        <main className="page">
          {report && mine && !incident ? (
            <Empty
              icon={<Sheet size={24} />}
              title={words.relayUnknown(report.incident_no)}
              hint={words.relayUnknownHint}
            >
              <button type="button" onClick={() => void phone.refresh()}>
                {words.queue.retry}
              </button>
            </Empty>
          ) : (
            <p className="warn">
              {!report ? words.relayBad : mine ? words.relayClosed : words.relayNotOurs}
            </p>
          )}
        </main>
      )}
    </>
  )
}

/** What the code says, and the one button: a link alone must not make anybody report. */
function Handed({
  session,
  report,
  incident,
  line,
  unit,
  go,
}: {
  session: Reporter
  report: ShortReport
  incident: Incident
  line: string
  unit: string
  go: (route: Route, replace?: boolean) => void
}) {
  const words = useText(text)
  const phone = usePhone()
  const { known: facts, items } = usePhoneState()
  const now = useFieldNow(incident)
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<'full' | 'failed' | null>(null)
  const kind = handedKind(report, incident.id, facts.reports, items)
  const asOf = saidAt(report.clock, now)

  const queue = async (): Promise<void> => {
    setBusy(true)
    // One code is one report, however often it is scanned.
    const commandId = await idOf(`${session.account} ${line}`)
    const body = handedBody({ report, incident, kind, unit, own: session.area, now })
    try {
      await phone.outbox.addReport({ commandId, account: session.account, body })
    } catch (cause) {
      setFailed(isFull(cause) ? 'full' : 'failed')
      setBusy(false)
      return
    }
    void phone.retry()
    go({ tab: 'report', view: 'receipt', commandId }, true)
  }
  const { lon, lat } = report
  return (
    <>
      <main className="page">
        <dl className="facts">
          <dt>{words.relayFor}</dt>
          <dd>{pick(incident.title_zh, incident.title_en)}</dd>
          <dt>{words.kind[kind]}</dt>
          <dd>{figureLine({ figures: report.figures, nil_report: report.nil }, words)}</dd>
          {lon !== null && lat !== null && (
            <>
              <dt>{words.place.map}</dt>
              <dd>
                {lat.toFixed(4)}N {lon.toFixed(4)}E
              </dd>
            </>
          )}
        </dl>
        <small>{words.relayAt(clock(asOf))}</small>
        {failed && (
          <p className="warn" role="alert">
            {words.hints[failed]}
          </p>
        )}
      </main>
      <footer className="foot">
        <button type="button" className="strong" disabled={busy} onClick={() => void queue()}>
          {words.relaySend}
        </button>
      </footer>
    </>
  )
}
