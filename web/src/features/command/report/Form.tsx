import { useQuery } from '@tanstack/react-query'
import { Button, Modal } from 'antd'
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useState } from 'react'
import { api } from '@/api/client'
import type { Finding, Incident, Indicator, Report, ReportKind } from '@/api/types'
import { clock, countdown, exact, moment } from '@/app/format'
import { useIncidentNow } from '@/app/incident'
import { linkTo, useRoute } from '@/app/router'
import { useSession } from '@/app/session'
import { Failed } from '@/app/states'
import { pick, useLang, useText } from '@/app/text'
import { useAct } from '@/app/useAct'
import { words as shellText } from '@/app/words'
import { Zh } from '@/app/Zh'
import { useConnection } from '@/live/store'
import { Attachments } from './Attachments'
import { byIndicator, figuresOf, parse, unreadable } from './draft'
import { figuresBefore } from './earlier'
import { cellsToMend, isOpen, reasonsOf, tickOf } from './faults'
import { type Offer, type Plan, planOf, type Sums, withSums } from './fill'
import { FillDialog } from './FillDialog'
import { Findings } from './Findings'
import { AsOf, Tabs } from './Head'
import { isBlank, keyOf, rest, useWritten, type Written } from './kept'
import { Ledger } from './Ledger'
import { askedFor, tierOf } from './lines'
import { SourceOf } from './Source'
import { FigureInput, ReportTable } from './Table'
import { text } from './text'

const SETTLED_AFTER = 300
const NONE: Sums = new Map()

/** The report in writing: typed or filled from below, checked as it goes, kept until it is sent. */
export function Form({ incident, area, own, indicators, outdated }: {
  incident: Incident
  area: number
  own: readonly Report[]
  indicators: readonly Indicator[]
  /** What is said where the unit's reports could not be read anew. */
  outdated: ReactNode
}) {
  const words = useText(text)
  const shell = useText(shellText)
  const language = useLang()
  const { path } = useRoute()
  const { post } = useSession()
  const now = useIncidentNow(incident)
  const cut = useConnection().state === 'cut'
  const [written, setWritten, kept] = useWritten(keyOf(post.id, incident.id, area))
  const { draft } = written
  const kind: ReportKind = own.length === 0 ? 'INITIAL' : written.final ? 'FINAL' : 'FOLLOWUP'
  const [looked, setLooked] = useState<string | null>(null)
  const [filling, setFilling] = useState<Plan | null>(null)
  const [asking, setAsking] = useState<'nil' | 'warnings' | null>(null)
  const [said, setSaid] = useState<string | null>(null)
  const { act, busy, fault } = useAct(incident.id)

  const body = useMemo(() => bodyOf(incident.id, area, kind, written), [incident.id, area, kind, written])
  // Of the note only whether there is one: another word in it changes no answer.
  const asked = useSettled(JSON.stringify({ ...body, note_zh: body.note_zh && '·' }))
  const check = useQuery({
    queryKey: ['check', incident.id, asked],
    queryFn: ({ signal }) => api.post('/api/reports/check', JSON.parse(asked) as typeof body, { signal }),
    placeholderData: (before) => before,
    retry: false,
  })
  const below = useQuery({
    queryKey: ['below', incident.id, area],
    queryFn: ({ signal }) => api.get(`/api/incidents/${incident.id}/reports/below`, { signal, query: { area } }),
  })
  const sums: Sums = useMemo(() => (below.data ? new Map(below.data.items.map((one) => [one.indicator, one.sum])) : NONE), [below.data])

  const previous = check.data?.previous ?? figuresBefore(own, Number.POSITIVE_INFINITY)
  const known = [...sums].filter(([, sum]) => sum.value !== null).map(([code]) => code)
  const shown = askedFor(indicators, incident.hazard, new Set([...Object.keys(draft), ...Object.keys(previous), ...known]))
  const all = new Map(indicators.map((one) => [one.indicator, one]))
  const tier = tierOf(area)
  const unit = words.below[tier] ?? ''
  const started = Object.values(draft).some((typed) => typed.trim() !== '')
  const findings = started ? (check.data?.findings ?? []) : []
  const marks = byIndicator(findings)
  const wrong = unreadable(draft)
  const toMend = cellsToMend(findings, wrong)
  const open = findings.filter((one) => isOpen(one, written))
  const due = check.data?.due_at ?? null
  const left = due ? countdown(due, now) : null

  const write = (change: (old: Written) => Written) => {
    setSaid(null)
    setWritten((old) => ({ ...change(old), at: now.toISOString() }))
  }
  const type = (code: string, typed: string) => write((old) => ({ ...old, draft: { ...old.draft, [code]: typed } }))
  const fill = (offers: Offer[], partial: number) => {
    write((old) => ({ ...old, draft: withSums(old.draft, offers), drawn: below.data?.read_to ?? '' }))
    setFilling(null)
    setSaid(words.filled(offers.length, partial))
  }
  const startFilling = () => {
    const plan = planOf(draft, sums)
    if (plan.different.length + plan.partial.length > 0) setFilling(plan)
    else fill(plan.empty, 0)
  }
  const send = async (ticked: readonly string[], nil: boolean) => {
    const reasons = reasonsOf(findings, { ticked, reasons: written.reasons }, words.checked)
    const sent = written
    const made = await act('/api/reports', nil ? { ...body, figures: {}, nil_report: true } : { ...body, reasons })
    if (!made) return
    setAsking(null)
    setWritten((now) => rest(sent, now))
    setLooked(null)
    setSaid(`${words.sent} · ${words.receipt} ${made.receipt_no}`)
  }
  const stateOf = (code: string) => {
    const here = marks.get(code) ?? []
    if (wrong.includes(code) || here.some((one) => one.severity === 'hard')) return 'hard'
    return here.some((one) => isOpen(one, written)) ? 'warning' : ''
  }
  const looksAt = looked ? (all.get(looked) ?? null) : null
  const sendWord = words.send[tier] ?? words.sendHere
  const waits = toMend > 0 ? words.mustFix(toMend) : open.length > 0 ? words.toConfirm(open.length) : ''
  return (
    <div className="jm-page">
      <section className="jm-page-main">
        <header className="jm-page-head jm-report-head">
          <h1><small>{words.title}</small><Zh>{check.data?.area_name ?? own[0]?.area_name ?? post.area_name}</Zh></h1>
          <Tabs path={path} own={own} shown={null} final={kind === 'FINAL'} onFinal={(final) => setWritten((old) => ({ ...old, final }))} />
          {outdated}
          <AsOf value={written.asOf} now={now} since={incident.occurred_at} onChange={(asOf) => write((old) => ({ ...old, asOf }))} />
          <span className="jm-head-end"><Button size="small" disabled={known.length === 0} title={below.data && known.length === 0 ? words.fillNone : undefined} onClick={startFilling}>{words.fill}</Button></span>
        </header>
        <div
          className="jm-page-body" onKeyDown={onKey}
          onFocus={(event) => event.target instanceof HTMLInputElement && event.target.id.startsWith('jm-f-') && setLooked(event.target.id.slice(5))}
        >
          <ReportTable
            indicators={shown} previous={previous}
            cell={(one) => <FigureInput one={one} typed={draft[one.indicator] ?? ''} state={stateOf(one.indicator)} onType={(typed) => type(one.indicator, typed)} />}
            source={(line) => [line.cum, line.now].map((one) => one && (
              <SourceOf key={one.indicator} one={one} typed={draft[one.indicator] ?? ''} sum={sums.get(one.indicator)} unit={unit} named={one === line.now && line.cum !== null} onTake={(value) => type(one.indicator, exact(value))} />
            ))}
            check={(line) => [line.cum, line.now].map((one) => one && <CellFaults key={one.indicator} code={one.indicator} wrong={wrong.includes(one.indicator)} findings={marks.get(one.indicator) ?? []} written={written} />)}
          />
        </div>
        <footer className="jm-page-foot">
          <span>
            {said ? <b className="jm-done">✓ {said}</b> : [!kept ? words.notKept : isBlank(written) || !written.at ? '' : words.kept(clock(written.at, true)), words.keys].filter(Boolean).join(' · ')}
            {fault && <b className="jm-fault" role="alert"> {fault}</b>}
          </span>
          <Button disabled={busy || cut || started} title={cut ? shell.cutDisabled : started ? words.nilTyped : undefined} onClick={() => setAsking('nil')}>{words.nil}</Button>
          <Button type="primary" disabled={busy || cut || toMend > 0 || !started} title={cut ? shell.cutDisabled : undefined} onClick={() => (open.length > 0 ? setAsking('warnings') : void send(written.ticked, false))}>
            {sendWord}{waits && ` · ${waits}`}
          </Button>
        </footer>
      </section>
      <aside className="jm-page-side jm-report-side">
        <header className="jm-report-due">
          {due && left && <span>{words.due(`${words.tier[tier] ?? ''}${language === 'en' ? ' ' : ''}${language === 'en' ? words.kinds[kind]?.toLowerCase() : words.kinds[kind]}`)} {moment(due, now)}<b className={`jm-due-${left.tone}`}>{left.text}</b></span>}
          <a {...linkTo('/reports/matrix')}>{words.toMatrix}</a>
        </header>
        {[check, below].map((one, i) => one.error && <Failed key={i} cause={one.error} onRetry={() => void one.refetch()} />)}
        <Findings
          findings={findings} written={written} toMend={toMend} started={started}
          onReason={(rule, why) => write((old) => ({ ...old, reasons: { ...old.reasons, [rule]: why } }))}
          onTick={(one) => write((old) => ({ ...old, ticked: [...old.ticked, tickOf(one)] }))}
        />
        <Ledger own={own} one={looksAt} typed={looked ? parse(draft[looked] ?? '') : undefined} sum={looked ? sums.get(looked) : undefined} unit={unit} now={now} onAll={() => setLooked(null)} />
        <Attachments area={area} written={written} disabled={busy || cut} onChange={write} />
      </aside>
      {filling && <FillDialog plan={filling} all={all} unit={unit} onFill={(offers) => fill(offers, filling.partial.length)} onClose={() => setFilling(null)} />}
      <Modal open={asking === 'nil'} title={words.nil} okText={words.sendHere} onOk={() => void send([], true)} onCancel={() => setAsking(null)} okButtonProps={{ disabled: busy || cut }}>
        <p>{own.length === 0 ? words.nilConfirm : words.nilUnchanged}</p>
        {fault && <p className="jm-fault" role="alert">{fault}</p>}
      </Modal>
      <Modal open={asking === 'warnings'} title={words.confirmTitle} okText={words.confirmSend} onOk={() => void send([...written.ticked, ...open.map(tickOf)], false)} onCancel={() => setAsking(null)} okButtonProps={{ disabled: busy || cut }}>
        <ul className="jm-report-open">{open.map((one) => <li key={tickOf(one)}>△ {one.rule} {pick(one.zh, one.en, language)}</li>)}</ul>
        <p className="jm-note">{words.confirmNote}</p>
        {fault && <p className="jm-fault" role="alert">{fault}</p>}
      </Modal>
    </div>
  )
}

/** What is wrong with one figure, in its row. */
function CellFaults({ code, wrong, findings, written }: { code: string; wrong: boolean; findings: readonly Finding[]; written: Written }) {
  const words = useText(text)
  const language = useLang()
  if (!wrong && findings.length === 0) return null
  return (
    <div id={`jm-c-${code}`}>
      {wrong && <p className="jm-f-text-hard">✕ {words.badNumber}</p>}
      {findings.map((one) => {
        const said = pick(one.zh, one.en, language)
        const state = one.severity === 'hard' ? 'hard' : isOpen(one, written) ? 'warning' : 'done'
        return <p key={tickOf(one)} className={`jm-f-text-${state}`} title={said}>{state === 'hard' ? '✕' : state === 'done' ? '✓' : '△'} {one.rule} {said}</p>
      })}
    </div>
  )
}

/** A report as it would be sent; what is not known is not named. */
function bodyOf(incident: string, area: number, kind: ReportKind, { draft, note, asOf, drawn, photos, ledgers, reasons }: Written) {
  const rows = (typed: string) => parse(typed) ?? null
  return {
    incident_id: incident, area, kind, figures: figuresOf(draft), note_zh: note.trim(), photos: photos.map((one) => one.id),
    ledgers: { deaths_missing: rows(ledgers.deaths_missing), house_households: rows(ledgers.house_households) },
    reasons: reasonsOf([], { ticked: [], reasons }, ''),
    ...(asOf ? { data_as_of: asOf } : {}),
    ...(drawn ? { drawn_at: drawn } : {}),
  }
}

/** Enter goes to the next field, as in every office's spreadsheet; F2 to where its figure comes from. */
function onKey(event: KeyboardEvent<HTMLDivElement>): void {
  if (!(event.target instanceof HTMLInputElement)) return
  if (event.key === 'F2') document.getElementById('jm-r-ledger')?.scrollIntoView({ block: 'nearest' })
  if (event.key !== 'Enter') return
  event.preventDefault()
  const fields = [...event.currentTarget.querySelectorAll('input')]
  fields[fields.indexOf(event.target) + 1]?.focus()
}

/** A value once it has not changed for a moment, so that typing does not ask at every key. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLED_AFTER)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
