import { useMemo, useState, useSyncExternalStore } from 'react'
import type { Incident, Report } from '@/api/types'
import { clock, day, span } from '@/app/format'
import { pick, useText } from '@/app/text'
import { Title } from '../parts/Frame'
import { Photos } from '../parts/Photos'
import { PlaceCard } from '../parts/PlaceCard'
import { Stepper } from '../parts/Stepper'
import { SureButton } from '../parts/SureButton'
import { WaysOut } from '../parts/WaysOut'
import {
  type Figures,
  isBlank,
  known,
  lost,
  NIL,
  UNKNOWN,
  withDeaths,
  withLost,
} from '@/ground/figures'
import { useFieldNow, useOpenDraft, usePhone, usePhoneState, useWorldTime } from '../phone'
import type { Reporter } from '../reporter'
import { reportBody, reportKind } from '@/ground/report'
import type { Route } from '../route'
import { lineOf } from '@/ground/line'
import { isFull } from '../store/database'
import { draftId, type OpenDraft } from '../store/drafts'
import { text, type Words } from '../text'

const EARTHQUAKE = '0201'
const SLACK_MS = 5_000

interface Given {
  session: Reporter
  incident: Incident
  incidents: readonly Incident[]
  onIncident: (id: string) => void
  go: (route: Route) => void
}

/** A: write a report. Everything typed is on the phone at once. */
export function ReportPage(given: Given) {
  const words = useText(text)
  const { draft, failed } = useOpenDraft(given.session.account, given.incident.id)
  if (draft) return <ReportForm {...given} open={draft} />
  return <main className="page">{failed && <p className="warn">{words.error}</p>}</main>
}

/** What a person is told about the form, as far as it waits for them to act. */
type Hint = keyof Words['hints'] | null

function ReportForm({
  session,
  incident,
  incidents,
  onIncident,
  go,
  open,
}: Given & { open: OpenDraft }) {
  const words = useText(text)
  const phone = usePhone()
  const { known: facts, items } = usePhoneState()
  const now = useFieldNow(incident)
  const worldTime = useWorldTime(incident)
  const { draft, kept } = useSyncExternalStore(open.subscribe, open.snapshot)
  const [busy, setBusy] = useState(false)
  const [hint, setHint] = useState<Hint>(null)
  const last = useMemo(
    () => lastReport(facts.reports, incident.id, session.area),
    [facts.reports, incident.id, session.area],
  )
  const { figures } = draft
  const kind = reportKind(session.area, incident.id, facts.reports, items)
  const write = (update: (now: Figures) => Figures): void => {
    setHint(null)
    void open.change((newest) => ({ figures: update(newest.figures) }))
  }
  const bodyNow = (said: 'figures' | 'nil' | 'same') => {
    const newest = open.snapshot().draft
    return reportBody({
      incident,
      area: session.area,
      kind,
      place: newest.place,
      deviceAt: new Date(),
      dataAsOf: worldTime(Date.now() - SLACK_MS),
      figures:
        said === 'nil' ? NIL : said === 'same' && last ? last.figures : known(newest.figures),
      nil: said === 'nil',
      note: said === 'same' ? text.zh.same : newest.note,
    })
  }
  const handOver = async (said: 'figures' | 'nil' | 'same'): Promise<void> => {
    setBusy(true)
    try {
      await phone.outbox.addReport({
        commandId: draft.commandId,
        account: session.account,
        body: bodyNow(said),
        draftId: draftId(session.account, incident.id),
      })
    } catch (cause) {
      setHint(isFull(cause) ? 'full' : 'failed')
      setBusy(false)
      return
    }
    phone.drafts.close(session.account, incident.id)
    void phone.retry()
    go({ tab: 'report', view: 'receipt', commandId: draft.commandId })
  }
  const blank = isBlank(figures)
  const total = lost(figures)
  const hadLosses = last !== null && Object.values(last.figures).some((v) => (v ?? 0) > 0)
  const quake = incident.hazard.startsWith(EARTHQUAKE)
  const gap = span(now.getTime() - Date.parse(incident.occurred_at))
  const unsaved = kept === 'full' || kept === 'failed' ? kept : null
  const stuck = hint === 'full' || hint === 'failed'
  return (
    <>
      <Title
        title={words.newReport}
        under={
          <>
            {pick(incident.title_zh, incident.title_en)} · {quake ? words.sinceQuake : words.since}{' '}
            {gap}
          </>
        }
        aside={
          <span className="chip" data-kept={kept}>
            {blank && !unsaved ? words.kind[kind] : words.kept[kept]}
          </span>
        }
      />
      <main className="page">
        {incidents.length > 1 && (
          <select
            className="incident"
            aria-label={words.chooseIncident}
            value={incident.id}
            onChange={(event) => onIncident(event.target.value)}
          >
            {incidents.map((one) => (
              <option key={one.id} value={one.id}>
                {day(one.occurred_at)} {clock(one.occurred_at)} {pick(one.title_zh, one.title_en)}
              </option>
            ))}
          </select>
        )}
        <PlaceCard
          session={session}
          place={draft.place}
          onPlace={(update) => void open.change((newest) => ({ place: update(newest.place) }))}
        />
        <div className="steppers">
          <Stepper
            label={words.figures.collapsed}
            unit={words.rooms}
            value={figures.collapsed_rooms}
            onChange={(v) => write((f) => ({ ...f, collapsed_rooms: v }))}
          />
          <Stepper
            label={words.figures.severe}
            unit={words.rooms}
            value={figures.severe_rooms}
            onChange={(v) => write((f) => ({ ...f, severe_rooms: v }))}
          />
          <Stepper
            label={words.figures.injured}
            unit={words.people}
            value={figures.injured}
            onChange={(v) => write((f) => ({ ...f, injured: v }))}
          />
          <Stepper
            label={words.figures.lost}
            unit={words.people}
            value={total}
            onChange={(v) => write((f) => withLost(f, v))}
          />
        </div>
        {total !== null && total > 0 && (
          <div className="lost">
            <Stepper
              label={words.askDeaths(total)}
              unit={words.people}
              value={figures.deaths}
              floor={0}
              onChange={(v) => write((f) => withDeaths(f, v ?? 0))}
            />
            <span>{words.restMissing(figures.missing ?? 0)}</span>
          </div>
        )}
        <Photos
          commandId={draft.commandId}
          now={now}
          // The draft carries the number its photos hang on: it is kept before they are.
          onTake={() => open.hold()}
        />
        {unsaved && !stuck && (
          <p className="warn" role="alert">
            {words.unsaved[unsaved]}
          </p>
        )}
        {hint && (
          <div className="warn" role="alert">
            <p>{words.hints[hint]}</p>
            {(hint === 'nilTyped' || hint === 'sameTyped') && (
              <button type="button" onClick={() => write(() => ({ ...UNKNOWN }))}>
                {words.clear}
              </button>
            )}
          </div>
        )}
        {stuck && <WaysOut line={lineOf(bodyNow('figures'), incident.no, clock(now))} />}
      </main>
      <footer className="foot">
        {!blank ? (
          <button
            type="button"
            aria-disabled="true"
            onClick={() => setHint(hadLosses ? 'sameTyped' : 'nilTyped')}
          >
            {hadLosses ? words.same : words.nil}
          </button>
        ) : hadLosses ? (
          <button type="button" disabled={busy} onClick={() => void handOver('same')}>
            {words.same}
          </button>
        ) : (
          <SureButton
            say={words.nil}
            sure={words.nilTwice}
            disabled={busy}
            onSure={() => void handOver('nil')}
          />
        )}
        <button
          type="button"
          className="strong"
          disabled={busy}
          onClick={() => (blank ? setHint('blank') : void handOver('figures'))}
        >
          {words.send}
        </button>
      </footer>
    </>
  )
}

function lastReport(reports: readonly Report[], incidentId: string, area: number): Report | null {
  const own = reports.filter((r) => r.incident_id === incidentId && r.area === area)
  return own.sort((a, b) => b.seq - a.seq)[0] ?? null
}
