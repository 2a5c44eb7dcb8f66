import { useEffect, useMemo, useState } from 'react'
import { newId } from '@/api/ids'
import type { Incident, Report } from '@/api/types'
import { clock, day, span } from '@/app/format'
import { pick, useText } from '@/app/text'
import { Title } from '../parts/Frame'
import { Photos } from '../parts/Photos'
import { PlaceCard } from '../parts/PlaceCard'
import { Stepper } from '../parts/Stepper'
import { SureButton } from '../parts/SureButton'
import { isBlank, known, lost, NIL, withDeaths, withLost } from '../figures'
import { useFieldNow, usePhone, usePhoneState, useWorldTime } from '../phone'
import type { Route } from '../route'
import { reportBody, reportKind } from '../report'
import { type Draft, draftId, emptyDraft, loadDraft, saveDraft } from '../store/drafts'
import { text } from '../text'
import type { Reporter } from '../reporter'

const EARTHQUAKE = '0201'
const SLACK_MS = 5_000

/** A: write a report. Everything typed is on the phone at once. */
export function ReportPage({
  session,
  incident,
  incidents,
  onIncident,
  go,
}: {
  session: Reporter
  incident: Incident
  incidents: readonly Incident[]
  onIncident: (id: string) => void
  go: (route: Route) => void
}) {
  const words = useText(text)
  const phone = usePhone()
  const { known: facts, items } = usePhoneState()
  const now = useFieldNow(incident)
  const worldTime = useWorldTime(incident)
  const [draft, setDraft] = useDraft(session.account, incident.id)
  const [busy, setBusy] = useState(false)
  const [hint, setHint] = useState('')
  const last = useMemo(
    () => lastReport(facts.reports, incident.id, session.area),
    [facts.reports, incident.id, session.area],
  )
  if (!draft) return <main className="page" />

  const change = (next: Partial<Draft>): void => {
    setHint('')
    setDraft({ ...draft, ...next })
  }
  const { figures } = draft
  const kind = reportKind(session.area, incident.id, facts.reports, items)

  const handOver = async (options: { nil?: boolean; same?: boolean }): Promise<void> => {
    setBusy(true)
    const body = reportBody({
      session,
      draft,
      kind,
      deviceAt: new Date(),
      dataAsOf: asOf(incident, worldTime(Date.now() - SLACK_MS)),
      figures: options.nil ? NIL : options.same && last ? last.figures : known(figures),
      nil: options.nil ?? false,
      note: options.same ? text.zh.same : draft.note,
    })
    await phone.outbox.addReport({
      commandId: draft.commandId,
      account: session.account,
      area: session.area,
      body,
      draftId: draftId(session.account, incident.id),
    })
    void phone.retry()
    go({ tab: 'report', view: 'receipt', commandId: draft.commandId })
  }
  const submit = (): void => {
    if (isBlank(figures)) setHint(words.blank)
    else void handOver({})
  }
  const total = lost(figures)
  const hadLosses = last !== null && Object.values(last.figures).some((v) => (v ?? 0) > 0)
  const quake = incident.hazard.startsWith(EARTHQUAKE)
  const gap = span(now.getTime() - Date.parse(incident.occurred_at))
  return (
    <>
      <Title
        title={draft.relayedFrom ? words.relayed(draft.relayedFrom) : words.newReport}
        under={
          <>
            {pick(incident.title_zh, incident.title_en)} · {quake ? words.sinceQuake : words.since}{' '}
            {gap}
          </>
        }
        aside={
          <span className="chip">{isBlank(figures) ? words.kind[kind] : words.draftSaved}</span>
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
        <PlaceCard session={session} place={draft.place} onPlace={(place) => change({ place })} />
        <div className="steppers">
          <Stepper
            label={words.figures.collapsed}
            unit={words.rooms}
            value={figures.collapsed_rooms}
            onChange={(v) => change({ figures: { ...figures, collapsed_rooms: v } })}
          />
          <Stepper
            label={words.figures.severe}
            unit={words.rooms}
            value={figures.severe_rooms}
            onChange={(v) => change({ figures: { ...figures, severe_rooms: v } })}
          />
          <Stepper
            label={words.figures.injured}
            unit={words.people}
            value={figures.injured}
            onChange={(v) => change({ figures: { ...figures, injured: v } })}
          />
          <Stepper
            label={words.figures.lost}
            unit={words.people}
            value={total}
            onChange={(v) => change({ figures: withLost(figures, v) })}
          />
        </div>
        {total !== null && total > 0 && (
          <div className="lost">
            <Stepper
              label={words.askDeaths(total)}
              unit={words.people}
              value={figures.deaths}
              floor={0}
              onChange={(v) => change({ figures: withDeaths(figures, v ?? 0) })}
            />
            <span>{words.restMissing(figures.missing ?? 0)}</span>
          </div>
        )}
        <Photos commandId={draft.commandId} now={now} onTaken={() => change({})} />
        {hint && (
          <p className="warn" role="alert">
            {hint}
          </p>
        )}
      </main>
      <footer className="foot">
        {hadLosses ? (
          <button type="button" disabled={busy} onClick={() => void handOver({ same: true })}>
            {words.same}
          </button>
        ) : (
          <SureButton
            say={words.nil}
            sure={words.nilTwice}
            onSure={() => void handOver({ nil: true })}
          />
        )}
        <button type="button" className="strong" disabled={busy} onClick={submit}>
          {words.send}
        </button>
      </footer>
    </>
  )
}

/** The moment the figures stand for: never before the event, never after the centre's own clock. */
function asOf(incident: Incident, now: Date): Date {
  return new Date(Math.max(now.getTime(), Date.parse(incident.occurred_at)))
}

function lastReport(reports: readonly Report[], incidentId: string, area: number): Report | null {
  const own = reports.filter((r) => r.incident_id === incidentId && r.area === area)
  return own.sort((a, b) => b.seq - a.seq)[0] ?? null
}

/** The draft of one account and incident: loaded once, saved at every change. */
function useDraft(account: string, incidentId: string): [Draft | null, (draft: Draft) => void] {
  const phone = usePhone()
  const [draft, setDraft] = useState<Draft | null>(null)
  useEffect(() => {
    let here = true
    void loadDraft(phone.database, phone.safe, draftId(account, incidentId)).then((found) => {
      if (here) setDraft(found ?? emptyDraft(incidentId, newId()))
    })
    return () => {
      here = false
    }
  }, [phone, account, incidentId])
  const put = (next: Draft): void => {
    setDraft(next)
    void saveDraft(phone.database, phone.safe, account, next)
  }
  return [draft, put]
}
