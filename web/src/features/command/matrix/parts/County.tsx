import { Button } from 'antd'
import { useMemo } from 'react'
import { useIndicators, useReports } from '@/api/hooks'
import { can } from '@/api/moves'
import type { MatrixRow, ReportWithMoves } from '@/api/types'
import { exact, intensity, moment, range, rough, short, span } from '@/app/format'
import { Mark } from '@/app/marks'
import { linkTo } from '@/app/router'
import { Empty, Failed, Loading } from '@/app/states'
import { useLang, useText } from '@/app/text'
import { useAct } from '@/app/useAct'
import { figuresOf } from '../../report-words'
import { text } from '../text'

/** One county of the matrix: how hard it was hit and what it reported. */
export function County({ row, incidentId, now }: { row: MatrixRow; incidentId: string; now: Date }) {
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
        <span title={row.population_estimate ? words.folded : undefined}>
          <small>{words.population} {row.population_estimate && <Mark kind="estimate" />}</small><b title={exact(row.population)}>{short(row.population)}</b>
          {row.population_estimate && <small>{words.folded}</small>}
        </span>
      </div>
      <section className="jm-panel">
        <header><h2>{words.reports}</h2>{reports.data && <span>{items.length}</span>}<span className="jm-panel-end"><a {...linkTo(`/reports/${incidentId}/${row.area}`)}>{words.open}</a></span></header>
        {items.map((one) => <ReportLine key={one.id} report={one} now={now} />)}
        {!reports.data && (reports.error ? <Failed cause={reports.error} onRetry={() => void reports.refetch()} /> : <Loading />)}
        {reports.data && items.length === 0 && <Empty title={words.never} />}
      </section>
    </>
  )
}

function ReportLine({ report, now }: { report: ReportWithMoves; now: Date }) {
  const words = useText(text)
  const language = useLang()
  const indicators = useIndicators()
  const { act, busy, fault } = useAct(report.incident_id)
  return (
    <div className="jm-matrix-report">
      <p>
        <time>{moment(report.submitted_at, now)}</time> <Mark kind={report.verified_at ? 'verified' : 'reported'} />{report.synthetic && <Mark kind="synthetic" />} <b>{report.area_name}</b> {words.numbered(words.kinds[report.kind] ?? '', report.seq)}
        {can(report.moves, 'verify') && <Button size="small" disabled={busy} onClick={() => void act(`/api/reports/${report.id}/verify`, {}, report.version)}>{words.verify}</Button>}
      </p>
      <p className="jm-note">
        {figuresOf(report, indicators.data?.items ?? [], language)}
      </p>
      {report.note_zh && <p className="jm-note">{report.note_zh}</p>}
      {fault && <p className="jm-fault" role="alert">{fault}</p>}
    </div>
  )
}
