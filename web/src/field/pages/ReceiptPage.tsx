import type { Order, Report } from '@/api/types'
import { parentOf } from '@/app/areas'
import { clock } from '@/app/format'
import { pick, useText } from '@/app/text'
import { useAreaName, useUnitName } from '../areas'
import { Title } from '../parts/Frame'
import { Clock, Tick, Warning } from '../parts/icons'
import { OrderCard } from '../parts/OrderCard'
import { figureLine } from '../parts/QueueItem'
import { useIncident, usePhoneState, useWorldTime } from '../phone'
import { linesOf } from '../queue'
import type { Route } from '../route'
import { text, type Words } from '../text'
import type { Reporter } from '../reporter'

/** C: what became of a report: on this phone, received by the centre, verified. Never mixed up. */
export function ReceiptPage({
  session,
  commandId,
  order,
  go,
}: {
  session: Reporter
  commandId: string
  order: Order | undefined
  go: (route: Route) => void
}) {
  const words = useText(text)
  const state = usePhoneState()
  const receipt = state.receipts.find((one) => one.command_id === commandId)
  const item = state.items.find(
    (one) => one.command_id === commandId && one.account === session.account,
  )
  const answered = receipt?.body as Report | undefined
  const live = state.known.reports.find((one) => one.id === answered?.id)
  const report = live ?? answered
  const said = report ?? (item?.body as Partial<Report> | undefined)
  const area = said?.area ?? session.area
  const above = useAreaName(parentOf(area)) || words.receipt.above
  const unit = useUnitName(area)
  const worldTime = useWorldTime(useIncident(said?.incident_id))
  if (!receipt && !item) return <NotHere go={go} />
  const merged = report?.merged_into
  const saved = receipt?.saved_at ?? item?.saved_at
  const refused = item !== undefined && item.state !== 'waiting'
  const cut = state.link === 'none' || state.link === 'trouble'
  const stuck = !receipt && (cut || refused)
  const waits = refused
    ? item.state === 'confirm'
      ? words.queue.confirm
      : words.queue.fault
    : stuck
      ? words.link[state.link]
      : words.queue.sending
  const photosLeft = state.items.filter(
    (one) => one.kind === 'photo' && one.after === commandId,
  ).length
  const photosDone = report?.photos.length ?? 0
  const steps: Step[] = [
    { name: words.receipt.saved, at: saved ? clock(worldTime(saved), true) : '', done: !!saved },
    {
      name: words.receipt.receivedBy(above),
      at: report ? clock(report.submitted_at, true) : '',
      done: report !== undefined,
    },
    merged
      ? {
          name: words.receipt.mergedInto(above, words.kind[merged.kind] ?? '', merged.seq),
          at: clock(merged.at, true),
          done: true,
        }
      : { name: words.receipt.merges(above), at: words.receipt.mergePending, done: false },
    {
      name: words.receipt.verified(above),
      at: report?.verified_at ? clock(report.verified_at, true) : words.receipt.pending,
      done: report?.state === 'verified',
    },
  ]
  return (
    <>
      <Title
        title={report ? words.receipt.title : words.receipt.waitTitle}
        under={
          report
            ? `${clock(report.submitted_at, true)} ${words.receipt.office(above)}`
            : stuck
              ? words.queue.stored
              : words.receipt.waitHint
        }
        aside={
          report && (
            <button type="button" className="link" onClick={() => go({ tab: 'report' })}>
              {words.newReport}
            </button>
          )
        }
      />
      <main className="page flush">
        <div
          className="receipt-head"
          data-received={report ? true : undefined}
          data-refused={refused || undefined}
        >
          <span className="disc">
            {report ? <Tick size={26} /> : refused ? <Warning size={26} /> : <Clock size={26} />}
          </span>
          <div>
            <b>
              {report ? `${words.receipt.number} ${report.receipt_no}` : waits}
            </b>
            <small>{headLine(report, item?.body, unit, words)}</small>
          </div>
        </div>
        <ol className="path">
          {steps.map((step) => (
            <li key={step.name} data-done={step.done || undefined}>
              <span>{step.name}</span>
              <time>{step.at}</time>
            </li>
          ))}
        </ol>
        {report && <Sent report={report} photosLeft={photosLeft} photosDone={photosDone} />}
        {report && report.findings.length > 0 && (
          <section className="findings">
            <b>{words.receipt.findings}</b>
            {report.findings.map((one) => (
              <p key={`${one.rule} ${one.pointer}`}>{pick(one.zh, one.en)}</p>
            ))}
          </section>
        )}
        {order && <OrderCard order={order} fresh />}
      </main>
      {!report && (
        <footer className="foot">
          {stuck && (
            <button type="button" onClick={() => go({ tab: 'report', view: 'queue' })}>
              {words.queue.title(linesOf(state.items).length)}
            </button>
          )}
          <button type="button" className="strong" onClick={() => go({ tab: 'report' })}>
            {words.queue.newReport}
          </button>
        </footer>
      )}
    </>
  )
}

/** Another account's report, or one too old to be shown: said late, for a new one is not read at once. */
function NotHere({ go }: { go: (route: Route) => void }) {
  const words = useText(text)
  return (
    <>
      <Title title={words.queue.receipt} />
      <main className="page">
        <div className="empty late">
          <b>{words.receipt.notHere}</b>
          <small>{words.receipt.notHereHint}</small>
        </div>
      </main>
      <footer className="foot">
        <button type="button" className="strong" onClick={() => go({ tab: 'report' })}>
          {words.queue.newReport}
        </button>
      </footer>
    </>
  )
}

interface Step {
  name: string
  at: string
  done: boolean
}

function headLine(
  report: Report | undefined,
  waiting: Record<string, unknown> | undefined,
  unit: string,
  words: Words,
): string {
  if (report) {
    const kind = words.kind[report.kind] ?? ''
    const nil = report.nil_report ? ` ${words.nilReport}` : ''
    return `${report.area_name} ${words.receipt.seq(kind, report.seq)}${nil}`
  }
  return `${unit} ${waiting ? figureLine(waiting, words) : ''}`
}

/** What was sent, each figure with its mark: reported, or verified once the county says so. */
function Sent({
  report,
  photosLeft,
  photosDone,
}: {
  report: Report
  photosLeft: number
  photosDone: number
}) {
  const words = useText(text)
  const { figures } = report
  const lost = ((figures['deaths'] ?? 0) as number) + ((figures['missing'] ?? 0) as number)
  const silent = figures['deaths'] == null && figures['missing'] == null
  // "Unknown" beside each figure would contradict a nil report, which leaves them as they were.
  const without = report.nil_report && Object.keys(figures).length === 0
  const all: [string, number | null, string][] = [
    [words.figures.collapsed, figures['collapsed_rooms'] ?? null, words.rooms],
    [words.figures.severe, figures['severe_rooms'] ?? null, words.rooms],
    [words.figures.injured, figures['injured'] ?? null, words.people],
    [words.figures.lost, silent ? null : lost, words.people],
  ]
  const rows = without ? [] : all
  const mark = report.state === 'verified' ? '核' : '报'
  return (
    <dl className="sent">
      {rows.map(([name, value, unit]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <b>{value ?? '—'}</b>
            {value !== null && <small>{unit}</small>}
            {value !== null && <i data-mark={report.state}>{mark}</i>}
          </dd>
        </div>
      ))}
      {photosLeft + photosDone > 0 && (
        <div className="wide">
          <dt>{words.receipt.photos}</dt>
          <dd>
            <b>{photosDone}</b>
            <small>
              /{photosLeft + photosDone}{' '}
              {photosLeft === 0 ? words.receipt.verifiedPhotos : words.queue.waiting}
            </small>
          </dd>
        </div>
      )}
    </dl>
  )
}
