import { useMemo, useState, useSyncExternalStore } from 'react'
import type { Incident } from '@/api/types'
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
  UNKNOWN,
  withDeaths,
  withLost,
} from '@/ground/figures'
import { lossesSoFar } from '../losses'
import { useFieldNow, useOpenDraft, usePhone, usePhoneState, useWorldTime } from '../phone'
import type { Reporter } from '../reporter'
import { reportBody, reportKind } from '@/ground/report'
import type { Route } from '../route'
import { lineOf } from '@/ground/line'
import { isFull } from '../store/database'
import { draftId, type OpenDraft, typeLost } from '../store/drafts'
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
  const losses = useMemo(
    () => lossesSoFar(session.area, incident.id, facts, items),
    [session.area, incident.id, facts, items],
  )
  const { figures } = draft
  const kind = reportKind(session.area, incident.id, facts.reports, items)
  const write = (update: (now: Figures) => Figures): void => {
    setHint(null)
    void open.change((newest) => ({ figures: update(newest.figures), dead: null }))
  }
  const settle = (): void => {
    if (draft.dead !== null) void open.change(() => ({ dead: null }))
  }
  const bodyNow = (nil: boolean) => {
    const newest = open.snapshot().draft
    return reportBody({
      incident,
      area: session.area,
      kind,
      place: newest.place,
      deviceAt: new Date(),
      dataAsOf: worldTime(Date.now() - SLACK_MS),
      // The centre knows what the unit has stated, this phone may not: it adds the zeros, or none.
      figures: nil ? {} : known(newest.figures),
      nil,
      note: '',
    })
  }
  const handOver = async (nil: boolean): Promise<void> => {
    setBusy(true)
    try {
      await phone.outbox.addReport({
        commandId: draft.commandId,
        account: session.account,
        body: bodyNow(nil),
        draftId: draftId(session.account, incident.id),
        // Without them it would say that there are none.
        after: nil ? losses.waiting : null,
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
            onType={(v) => {
              setHint(null)
              void open.change((newest) => typeLost(newest, v))
            }}
            onLeave={settle}
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
        {stuck && !(blank && losses.waiting) && (
          <WaysOut line={lineOf(bodyNow(blank), incident.no, clock(now))} />
        )}
      </main>
      <footer className="foot">
        {!blank ? (
          <button
            type="button"
            aria-disabled="true"
            onClick={() => setHint(losses.any ? 'sameTyped' : 'nilTyped')}
          >
            {losses.any ? words.same : words.nil}
          </button>
        ) : losses.any ? (
          <button type="button" disabled={busy} onClick={() => void handOver(true)}>
            {words.same}
          </button>
        ) : (
          <SureButton
            say={words.nil}
            sure={words.nilTwice}
            disabled={busy}
            onSure={() => void handOver(true)}
          />
        )}
        <button
          type="button"
          className="strong"
          disabled={busy}
          onClick={() => (blank ? setHint('blank') : void handOver(false))}
        >
          {words.send}
        </button>
      </footer>
    </>
  )
}
