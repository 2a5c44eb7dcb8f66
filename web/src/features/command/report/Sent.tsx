import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import type { Incident, Indicator, Report } from '@/api/types'
import { exact, stamp } from '@/app/format'
import { useIncidentNow } from '@/app/incident'
import { Mark } from '@/app/marks'
import { navigate, useRoute } from '@/app/router'
import { pick, useLang, useText } from '@/app/text'
import { Zh } from '@/app/Zh'
import { AttachmentsThen } from './Attachments'
import { figuresBefore } from './earlier'
import { byIndicator } from './draft'
import { FindingsThen } from './Findings'
import { AsOfThen, Tabs } from './Head'
import { Ledger } from './Ledger'
import { askedFor } from './lines'
import { ReportTable } from './Table'
import { text } from './text'

/** A report that was sent, as it was: never changed, only followed by another. */
export function Sent({ report, own, indicators, incident, outdated }: { report: Report; own: readonly Report[]; indicators: readonly Indicator[]; incident: Incident; outdated: ReactNode }) {
  const words = useText(text)
  const language = useLang()
  const { path } = useRoute()
  const now = useIncidentNow(incident)
  const [looked, setLooked] = useState<string | null>(null)
  const found = byIndicator(report.findings)
  const stated = new Set(Object.keys(report.figures))
  const back = () => navigate(path, { report: null })
  return (
    <div className="jm-page">
      <section className="jm-page-main">
        <header className="jm-page-head jm-report-head">
          <h1><small>{words.title}</small><Zh>{report.area_name}</Zh></h1>
          <Tabs path={path} own={own} shown={report} final={false} onFinal={() => {}} />
          {outdated}
          <AsOfThen report={report} />
        </header>
        <div className="jm-page-body">
          <ReportTable
            indicators={askedFor(indicators, incident.hazard, stated)} previous={figuresBefore(own, report.seq)} source={() => null}
            cell={(one) => (
              <button type="button" className="jm-report-value" onClick={() => setLooked(one.indicator)} onFocus={() => setLooked(one.indicator)}>{exact(report.figures[one.indicator])}</button>
            )}
            check={(line) => [line.cum, line.now].flatMap((one) => (one ? (found.get(one.indicator) ?? []) : [])).map((one) => (
              <p key={one.rule} className="jm-f-text-warning">△ {one.rule} {pick(one.zh, one.en, language)}</p>
            ))}
          />
        </div>
        <footer className="jm-page-foot">
          <span>
            <b>{words.readOnly}</b> · <Zh>{words.by(report.by_post, stamp(report.submitted_at))}</Zh>{report.late_minutes > 0 && ` · ${words.late(report.late_minutes)}`} · {words.receipt} {report.receipt_no}
            {' '}<Mark kind={report.verified_at ? 'verified' : 'reported'} />{report.synthetic && <> <Mark kind="synthetic" /></>}
          </span>
          <Button onClick={back}>{words.toDraft}</Button>
        </footer>
      </section>
      <aside className="jm-page-side jm-report-side">
        <FindingsThen findings={report.findings} />
        <Ledger own={own} one={indicators.find((one) => one.indicator === looked) ?? null} typed={undefined} sum={undefined} unit="" now={now} onAll={() => setLooked(null)} />
        <AttachmentsThen report={report} />
      </aside>
    </div>
  )
}
