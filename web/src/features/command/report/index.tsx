import { useQuery } from '@tanstack/react-query'
import { Button, Input, Modal } from 'antd'
import { type KeyboardEvent, useEffect, useMemo, useState } from 'react'
import { api } from '@/api/client'
import { useIndicators, useReports } from '@/api/hooks'
import type { Finding, Incident, Indicator, Report, ReportKind } from '@/api/types'
import { countdown, exact, moment, stamp } from '@/app/format'
import { useIncident, useIncidentNow } from '@/app/incident'
import { Mark } from '@/app/marks'
import { linkTo, navigate, useRoute } from '@/app/router'
import { useSession } from '@/app/session'
import { Empty, Failed, Loading, NoIncident } from '@/app/states'
import { pick, useLang, useText } from '@/app/text'
import { useAct } from '@/app/useAct'
import { useConnection } from '@/live/store'
import { byIndicator, depth, figuresOf, unreadable } from './draft'
import { BLANK, isBlank, keyOf, useWritten } from './kept'
import { text } from './text'
import '../page.css'
import './report.css'

const SECTIONS = ['people', 'houses', 'agriculture', 'loss']
const SETTLED_AFTER = 300

/** 报灾: one unit's loss report, checked while it is typed. */
export default function ReportPage() {
  const { segments } = useRoute()
  const { post } = useSession()
  const incident = useIncident()
  const area = Number(segments[2] ?? post.area)
  if (!incident) return <NoIncident />
  return <Form key={`${incident.id}-${area}`} incident={incident} area={area} />
}

function Form({ incident, area }: { incident: Incident; area: number }) {
  const words = useText(text)
  const language = useLang()
  const { post } = useSession()
  const now = useIncidentNow(incident)
  const cut = useConnection().state === 'cut'
  const indicators = useIndicators()
  const reports = useReports(incident.id, area)
  const own = useMemo(() => (reports.data?.items ?? []).filter((one) => one.area === area).sort((a, b) => b.seq - a.seq), [reports.data, area])
  const kind: ReportKind = own.length === 0 ? 'INITIAL' : 'FOLLOWUP'
  const [written, setWritten] = useWritten(keyOf(post.id, incident.id, area))
  const { draft, note, reasons } = written
  const [looked, setLooked] = useState<string | null>(null)
  const [nil, setNil] = useState(false)
  const [sent, setSent] = useState<Report | null>(null)
  const { act, busy, fault } = useAct(incident.id)
  const body = useMemo(
    () => ({
      incident_id: incident.id, area, kind, figures: figuresOf(draft),
      ...(note.trim() ? { note_zh: note.trim() } : {}),
      reasons: Object.fromEntries(Object.entries(reasons).filter(([, why]) => why.trim().length >= 2)),
    }),
    [incident.id, area, kind, draft, note, reasons],
  )
  const asked = useSettled(body)
  const started = Object.values(draft).some((typed) => typed.trim() !== '')
  const check = useQuery({
    queryKey: ['check', JSON.stringify(asked)],
    queryFn: ({ signal }) => api.post('/api/reports/check', asked, { signal }),
    enabled: started,
    placeholderData: (before) => before,
    retry: false,
  })
  const findings = started ? (check.data?.findings ?? []) : []
  const marks = byIndicator(findings)
  const wrong = unreadable(draft)
  const hard = findings.filter((one) => one.severity === 'hard').length + wrong.length
  const send = async (nilReport: boolean) => {
    const made = await act('/api/reports', nilReport ? { ...body, figures: {}, nil_report: true } : body)
    if (made) {
      setSent(made)
      setWritten(() => BLANK)
      setNil(false)
    }
  }
  if (indicators.error) return <Failed cause={indicators.error} onRetry={() => void indicators.refetch()} />
  if (!indicators.data) return <Loading />
  const all = new Map(indicators.data.items.map((one) => [one.indicator, one]))
  const due = own[0]?.due_at ?? check.data?.due_at ?? null
  const left = due ? countdown(due, now) : null
  return (
    <div className="jm-page">
      <section className="jm-page-main">
        <header className="jm-page-head">
          <h1>{words.title}　{check.data?.area_name ?? own[0]?.area_name ?? post.area_name}</h1>
          {[...own].reverse().slice(-4).map((one) => (
            <span key={one.id} className="jm-report-tab">{words.kinds[one.kind]} {one.seq}<small>{stamp(one.submitted_at)}</small></span>
          ))}
          <span className="jm-report-tab jm-report-now">{words.kinds[kind]}<small>{words.draft}</small></span>
          <span className="jm-head-end">
            {left && <b className={`jm-due-${left.tone}`}>{left.tone === 'over' && language === 'en' ? '' : `${words.due} `}{left.text}</b>}
            <a {...linkTo('/reports/matrix')}>{words.toMatrix}</a>
          </span>
        </header>
        <div className="jm-page-body" onKeyDown={(event) => (event.key === 'F2' ? setLooked(indicatorOf(event.target)) : nextField(event))}>
          <table className="jm-table jm-report">
            <thead><tr><th>{words.indicator}</th><th>{words.unit}</th><th className="jm-num">{words.previous}</th><th>{words.value} <small>{words.unknownHint}</small></th><th>{words.check}</th></tr></thead>
            {SECTIONS.map((section) => (
              <tbody key={section}>
                <tr className="jm-group"><th colSpan={5}>{words.sections[section]}</th></tr>
                {indicators.data.items.filter((one) => one.group === section).map((one) => (
                  <Row
                    key={one.indicator} one={one} indent={depth(one, all)} typed={draft[one.indicator] ?? ''} previous={check.data?.previous[one.indicator] ?? lastFigure(own, one.indicator)}
                    findings={marks.get(one.indicator) ?? []} wrong={wrong.includes(one.indicator)} onType={(value) => setWritten((old) => ({ ...old, draft: { ...old.draft, [one.indicator]: value } }))}
                  />
                ))}
              </tbody>
            ))}
          </table>
        </div>
        <footer className="jm-page-foot">
          <span>{sent ? <b className="jm-done">✓ {words.sent} · {words.receipt} {sent.receipt_no}</b> : `${isBlank(written) ? '' : `${words.kept} · `}${words.keys}`}{fault && <b className="jm-fault" role="alert"> {fault}</b>}</span>
          <Button disabled={busy || cut} onClick={() => setNil(true)}>{words.nil}</Button>
          <Button type="primary" disabled={busy || cut || hard > 0 || !started} onClick={() => void send(false)}>{hard > 0 ? words.mustFix(hard) : words.send}</Button>
        </footer>
      </section>
      <aside className="jm-page-side">
        <Findings findings={findings} reasons={reasons} onReason={(rule, why) => setWritten((old) => ({ ...old, reasons: { ...old.reasons, [rule]: why } }))} started={started} />
        <div className="jm-form">
          <label htmlFor="jm-r-note">{words.note}</label>
          <Input.TextArea id="jm-r-note" rows={3} value={note} maxLength={2000} onChange={(e) => setWritten((old) => ({ ...old, note: e.target.value }))} />
        </div>
        <section className="jm-panel">
          <header>
            <h2>{words.ledger}</h2>
            {looked && <span>{nameOf(all, looked, language)}</span>}
            {looked && <span className="jm-panel-end"><Button size="small" onClick={() => setLooked(null)}>{words.allFigures}</Button></span>}
          </header>
          {own.length === 0 ? <Empty title={words.none} /> : (
            <ul className="jm-report-ledger">
              {own.map((one) => (
                <li key={one.id}>
                  <time>{moment(one.submitted_at, now)}</time>
                  <Mark kind={one.verified_at ? 'verified' : 'reported'} />{one.synthetic && <Mark kind="synthetic" />}
                  <span>{words.kinds[one.kind]} {one.seq} {looked ? <b>{exact(one.nil_report ? 0 : one.figures[looked])}</b> : one.nil_report ? words.nilShort : summary(one, all, language)}{one.late_minutes ? ` · ${words.late(one.late_minutes)}` : ''}</span>
                </li>
              ))}
            </ul>
          )}
        </section>
      </aside>
      <Modal open={nil} title={words.nil} okText={words.send} onOk={() => void send(true)} onCancel={() => setNil(false)} okButtonProps={{ disabled: busy }}>
        <p>{words.nilConfirm}</p>
        {fault && <p className="jm-fault" role="alert">{fault}</p>}
      </Modal>
      {post.roles.every((role) => role === 'leader' || role === 'kiosk') && (
        <Modal open title={words.notHere} footer={<Button type="primary" onClick={() => navigate('/reports/matrix')}>{words.toMatrix}</Button>} closable={false} />
      )}
    </div>
  )
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

function lastFigure(own: Report[], code: string): number | undefined {
  for (const one of own) {
    const value = one.nil_report ? 0 : one.figures[code]
    if (typeof value === 'number') return value
  }
  return undefined
}

function summary(report: Report, all: ReadonlyMap<string, Indicator>, language: 'zh' | 'en'): string {
  return Object.entries(report.figures)
    .filter(([, value]) => typeof value === 'number' && value > 0)
    .slice(0, 4)
    .map(([code, value]) => `${nameOf(all, code, language)} ${exact(value)}`)
    .join(language === 'zh' ? '，' : ', ')
}

function nameOf(all: ReadonlyMap<string, Indicator>, code: string, language: 'zh' | 'en'): string {
  const one = all.get(code)
  return one ? pick(one.zh, one.en, language) : code
}

/** The indicator whose field this is. */
function indicatorOf(target: EventTarget): string | null {
  return target instanceof HTMLInputElement && target.id.startsWith('jm-f-') ? target.id.slice(5) : null
}

/** Enter goes to the next field, as it does in every office's spreadsheet. */
function nextField(event: KeyboardEvent<HTMLDivElement>): void {
  if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return
  event.preventDefault()
  const fields = [...event.currentTarget.querySelectorAll('input')]
  fields[fields.indexOf(event.target) + 1]?.focus()
}

function Row({ one, indent, typed, previous, findings, wrong, onType }: {
  one: Indicator
  indent: number
  typed: string
  previous: number | undefined
  findings: Finding[]
  wrong: boolean
  onType: (value: string) => void
}) {
  const words = useText(text)
  const language = useLang()
  const worst = wrong || findings.some((f) => f.severity === 'hard') ? 'hard' : findings.length > 0 ? 'warning' : ''
  return (
    <tr>
      <td style={{ paddingLeft: 14 + indent * 14 }} title={one.accumulates ? words.accumulates : undefined}><label htmlFor={`jm-f-${one.indicator}`}>{pick(one.zh, one.en, language)}</label></td>
      <td className="jm-note">{one.unit}</td>
      <td className="jm-num">{previous === undefined ? '—' : exact(previous)}</td>
      <td>
        <input
          id={`jm-f-${one.indicator}`} className={worst && `jm-f-${worst}`} inputMode="decimal" value={typed} aria-invalid={worst === 'hard'}
          aria-describedby={worst ? `jm-c-${one.indicator}` : undefined} onChange={(e) => onType(e.target.value)}
        />
      </td>
      <td id={`jm-c-${one.indicator}`} className={`jm-f-text-${worst}`}>
        {wrong ? `✕ ${words.badNumber}` : findings.map((f) => `${f.severity === 'hard' ? '✕' : '△'} ${f.rule} ${pick(f.zh, f.en, language)}`).join(language === 'zh' ? '；' : '; ')}
      </td>
    </tr>
  )
}

function Findings({ findings, reasons, onReason, started }: { findings: Finding[]; reasons: Readonly<Record<string, string>>; onReason: (rule: string, why: string) => void; started: boolean }) {
  const words = useText(text)
  const language = useLang()
  const hard = findings.filter((one) => one.severity === 'hard').length
  return (
    <section className="jm-panel jm-findings">
      <header><h2>{words.findings}</h2><span>{findings.length === 0 ? (started ? words.clean : '') : words.findingsNote(hard, findings.length - hard)}</span></header>
      {findings.map((one) => (
        <div key={`${one.rule}-${one.pointer}`} className={`jm-finding jm-finding-${one.severity}`}>
          <b>{one.severity === 'hard' ? '✕' : '△'} {one.rule}</b> {pick(one.zh, one.en, language)}{' '}
          {one.pointer && <button type="button" onClick={() => document.getElementById(`jm-f-${one.pointer?.split('/').pop()}`)?.focus()}>{words.jump}</button>}
          <Input size="small" aria-label={`${one.rule} ${words.reasonFor}`} placeholder={words.reasonFor} value={reasons[one.rule] ?? ''} onChange={(e) => onReason(one.rule, e.target.value)} />
        </div>
      ))}
    </section>
  )
}
