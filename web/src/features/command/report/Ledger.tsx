import { Button } from 'antd'
import type { Indicator, Report, Sourced } from '@/api/types'
import { exact, moment } from '@/app/format'
import { Mark } from '@/app/marks'
import { Empty } from '@/app/states'
import { pick, useLang, useText } from '@/app/text'
import { Zh } from '@/app/Zh'
import { history, titleOf } from './earlier'
import { text } from './text'

/** How the figure in focus came to be; all reports of the unit while none is. */
export function Ledger({ own, one, typed, sum, unit, now, onAll }: {
  own: readonly Report[]
  one: Indicator | null
  typed: number | null | undefined
  sum: Sourced | undefined
  unit: string
  now: Date
  onAll: () => void
}) {
  const words = useText(text)
  const language = useLang()
  const said = one ? history(own, one.indicator) : []
  const last = said.at(-1)?.value
  const change = (by: number | null) => (by ? ` ${by > 0 ? '+' : ''}${exact(by)}` : '')
  return (
    <section className="jm-panel" id="jm-r-ledger">
      <header>
        <h2>{one ? `${pick(one.zh, one.en, language).replace('其中：', '')} · ${words.ledger}` : words.reports}</h2>
        {one && <span className="jm-panel-end"><Button size="small" onClick={onAll}>{words.allFigures}</Button></span>}
      </header>
      {own.length === 0 && typeof typed !== 'number' && <Empty title={words.none} />}
      <ul className="jm-report-ledger">
        {one ? (
          <>
            {said.map(({ report, value, by }) => (
              <li key={report.id}>
                <time>{moment(report.submitted_at, now)}</time><b>{exact(value)}</b>
                <Mark kind={report.verified_at ? 'verified' : 'reported'} />{report.synthetic && <Mark kind="synthetic" />}
                <span>{titleOf(own, report, words.kinds)}{change(by)} · <Zh>{report.by_post}</Zh></span>
              </li>
            ))}
            {typeof typed === 'number' && (
              <li><time>{moment(now, now)}</time><b>{exact(typed)}</b><Mark kind="draft" /><span>{words.thisTime}{change(last === undefined ? null : typed - last)}</span></li>
            )}
            {sum && sum.value !== null && (
              <li className="jm-report-below">
                <time>{sum.at ? moment(sum.at, now) : ''}</time><b>{exact(sum.value)}</b><Mark kind="reported" />
                <span>{words.sumBelow} {words.unitsBelow(unit, sum.units_reported, sum.units_expected)}{sum.at_least && ` · ${words.atLeast(exact(sum.value))}`}</span>
              </li>
            )}
          </>
        ) : (
          [...own].reverse().map((report) => (
            <li key={report.id}>
              <time>{moment(report.submitted_at, now)}</time>
              <Mark kind={report.verified_at ? 'verified' : 'reported'} />{report.synthetic && <Mark kind="synthetic" />}
              <span>{titleOf(own, report, words.kinds)} · <Zh>{report.by_post}</Zh>{report.nil_report ? ` · ${words.nilShort}` : ''}{report.late_minutes ? ` · ${words.late(report.late_minutes)}` : ''}</span>
            </li>
          ))
        )}
      </ul>
    </section>
  )
}
