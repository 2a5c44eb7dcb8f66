import { Button } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useIndicators, useMatrix, useReports } from '@/api/hooks'
import { can } from '@/api/moves'
import type { MatrixRow, ReportWithMoves } from '@/api/types'
import { age, clock, exact, intensity, moment, range, rough, short, span } from '@/app/format'
import { useIncident, useIncidentNow } from '@/app/incident'
import { Mark } from '@/app/marks'
import { linkTo, useRoute } from '@/app/router'
import { useSession } from '@/app/session'
import { Empty, Failed, Loading, NoIncident } from '@/app/states'
import { pick, useLang, useText } from '@/app/text'
import { useAct } from '@/app/useAct'
import { mayReport } from '../report/reporters'
import { text } from './text'
import '../page.css'
import './matrix.css'

const IDLE = 60_000

/** Rows stay where they are while somebody works; the order is renewed on request or when idle. */
function useHeldOrder(rows: MatrixRow[]): [MatrixRow[], boolean, () => void] {
  const [held, setHeld] = useState<number[]>([])
  const touched = useRef(0)
  useEffect(() => {
    const touch = () => (touched.current = Date.now())
    window.addEventListener('pointermove', touch)
    window.addEventListener('keydown', touch)
    return () => {
      window.removeEventListener('pointermove', touch)
      window.removeEventListener('keydown', touch)
    }
  }, [])
  const wanted = rows.map((one) => one.area)
  const key = wanted.join()
  useEffect(() => {
    if (held.length === 0 || Date.now() - touched.current > IDLE) setHeld(key ? key.split(',').map(Number) : [])
  }, [key, held.length])
  const order = held.length > 0 ? held : wanted
  const shown = [...rows].sort((a, b) => order.indexOf(a.area) - order.indexOf(b.area))
  return [shown, shown.map((one) => one.area).join() !== key, () => setHeld(wanted)]
}

/** 上报矩阵: counties by hour, the likely worst-hit silent county first. */
export default function Matrix() {
  const words = useText(text)
  const incident = useIncident()
  const now = useIncidentNow(incident)
  const matrix = useMatrix(incident?.id ?? null)
  const { query } = useRoute()
  const [chosen, setChosen] = useState<number | null>(Number(query.get('area')) || null)
  const { post } = useSession()
  const [rows, moved, resort] = useHeldOrder(matrix.data?.items ?? [])
  if (!incident) return <NoIncident />
  if (matrix.error && !matrix.data) return <Failed cause={matrix.error} onRetry={() => void matrix.refetch()} />
  if (!matrix.data) return <Loading />
  const shown = rows.find((one) => one.area === chosen) ?? rows[0] ?? null
  const silent = rows.filter((one) => one.state === 'silent').length
  const late = rows.reduce((sum, one) => sum + one.late_reports, 0)
  const hours = matrix.data.hours
  return (
    <div className="jm-page">
      <section className="jm-page-main">
        <header className="jm-page-head">
          <span className="jm-big"><b>{rows.length}</b>{words.counties}</span>
          <span className="jm-big"><b>{rows.length - silent}</b>{words.ok}</span>
          <span className="jm-big"><b className={silent > 0 ? 'jm-due-over' : ''}>{silent}</b>{words.silent}</span>
          <span className="jm-big"><b>{late}</b>{words.late}</span>
          <span className="jm-head-end jm-matrix-legend">
            {(['on_time', 'late', 'nil', 'silent', 'not_due'] as const).map((state) => <span key={state}><i className={`jm-hour jm-hour-${state}`}>{state === 'nil' ? 0 : ''}</i>{words.legend[state]}</span>)}
            {mayReport(post.roles) && <a {...linkTo('/reports')}>{words.own}</a>}
            {moved ? <Button size="small" onClick={resort}>{words.resort}</Button> : <span className="jm-tag">{words.sort}</span>}
          </span>
        </header>
        <div className="jm-page-body">
          {rows.length === 0 ? <Empty title={words.none} /> : (
            <table className="jm-table jm-matrix">
              <thead>
                <tr>
                  <th>{words.county}</th><th>{words.intensity} <Mark kind="estimate" /></th><th className="jm-num">{words.people} <Mark kind="estimate" /></th>
                  {hours.map((at) => <th key={at} className="jm-matrix-hour">{clock(at).slice(0, 2)}</th>)}
                  <th className="jm-num">{words.last}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((one) => (
                  <tr key={one.area} tabIndex={0} data-row aria-selected={one.area === shown?.area} className={one.state === 'silent' ? 'jm-matrix-silent' : ''}
                    onClick={() => setChosen(one.area)} onKeyDown={(e) => e.key === 'Enter' && setChosen(one.area)}>
                    <td><b>{one.name}</b></td>
                    <td>{one.max_intensity ? intensity(Math.floor(one.max_intensity)) : '—'}</td>
                    <td className="jm-num">{one.exposed_vi ? rough(one.exposed_vi.value) : '—'}</td>
                    {hours.map((at) => {
                      const state = one.cells.find((cell) => cell.at === at)?.state ?? 'not_due'
                      return <td key={at} className="jm-matrix-hour"><i className={`jm-hour jm-hour-${state}`} role="img" aria-label={words.legend[state]}>{state === 'nil' ? 0 : ''}</i></td>
                    })}
                    <td className={`jm-num${one.state === 'silent' ? ' jm-due-over' : ''}`}>{one.last_at ? age(one.last_at, now) : words.never}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </div>
      </section>
      <aside className="jm-page-side">
        {shown ? <County row={shown} incidentId={incident.id} now={now} /> : <Empty title={words.pick}>{words.pickNote}</Empty>}
      </aside>
    </div>
  )
}

function County({ row, incidentId, now }: { row: MatrixRow; incidentId: string; now: Date }) {
  const words = useText(text)
  const reports = useReports(incidentId, row.area)
  const items = useMemo(() => [...(reports.data?.items ?? [])].sort((a, b) => Date.parse(b.submitted_at) - Date.parse(a.submitted_at)), [reports.data])
  return (
    <>
      <header className="jm-matrix-county">
        <span><b>{row.name}</b><small>{String(row.area).slice(0, 6)}</small></span>
        {row.state === 'silent' && <strong>{words.silentFor(span(row.silent_minutes * 60_000))}</strong>}
      </header>
      <div className="jm-matrix-facts">
        <span><small>{words.intensity} <Mark kind="estimate" /></small><b>{row.max_intensity ? intensity(Math.floor(row.max_intensity)) : '—'}</b></span>
        <span title={row.exposed_vi ? `${words.interval} ${range(row.exposed_vi.lo, row.exposed_vi.hi)}` : undefined}>
          <small>{words.people} <Mark kind="estimate" /></small><b>{row.exposed_vi ? rough(row.exposed_vi.value) : '—'}</b>
        </span>
        <span><small>{words.population}</small><b title={exact(row.population)}>{short(row.population)}</b></span>
      </div>
      <section className="jm-panel">
        <header><h2>{words.reports}</h2><span>{items.length}</span><span className="jm-panel-end"><a {...linkTo(`/reports/${incidentId}/${row.area}`)}>{words.open}</a></span></header>
        {items.length === 0 ? <Empty title={words.never} /> : items.map((one) => <ReportLine key={one.id} report={one} now={now} />)}
      </section>
    </>
  )
}

function ReportLine({ report, now }: { report: ReportWithMoves; now: Date }) {
  const words = useText(text)
  const language = useLang()
  const indicators = useIndicators()
  const { act, busy, fault } = useAct(report.incident_id)
  const names = new Map(indicators.data?.items.map((one) => [one.indicator, one]))
  return (
    <div className="jm-matrix-report">
      <p>
        <time>{moment(report.submitted_at, now)}</time> <Mark kind={report.verified_at ? 'verified' : 'reported'} />{report.synthetic && <Mark kind="synthetic" />} <b>{report.area_name}</b> {words.numbered(words.kinds[report.kind] ?? '', report.seq)}
        {can(report.moves, 'verify') && <Button size="small" disabled={busy} onClick={() => void act(`/api/reports/${report.id}/verify`, {}, report.version)}>{words.verify}</Button>}
      </p>
      <p className="jm-note">
        {report.nil_report ? words.nil : Object.entries(report.figures).filter(([, value]) => value !== null).map(([code, value]) => {
          const one = names.get(code)
          return `${one ? pick(one.zh, one.en, language) : code} ${exact(value)}`
        }).join(language === 'zh' ? '，' : ', ')}
      </p>
      {report.note_zh && <p className="jm-note">{report.note_zh}</p>}
      {fault && <p className="jm-fault" role="alert">{fault}</p>}
    </div>
  )
}
