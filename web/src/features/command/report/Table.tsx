import type { ReactNode } from 'react'
import type { Indicator } from '@/api/types'
import { exact } from '@/app/format'
import { useLang, useText } from '@/app/text'
import { unitOf } from '@/app/units'
import { type Line, linesOf, nameOf, unitsOf } from './lines'
import { text } from './text'

const SECTIONS = ['people', 'houses', 'agriculture', 'loss']

/** The form: a pair of cumulative and realtime in one row, what was said last beside them. */
export function ReportTable({ indicators, previous, cell, source, check }: {
  indicators: readonly Indicator[]
  previous: Readonly<Record<string, number>>
  cell: (one: Indicator) => ReactNode
  source: (line: Line) => ReactNode
  check: (line: Line) => ReactNode
}) {
  const words = useText(text)
  const language = useLang()
  return (
    <table className="jm-table jm-report">
      <colgroup><col /><col className="jm-report-unit" /><col className="jm-report-last" /><col className="jm-report-cell" /><col className="jm-report-cell" /><col className="jm-report-from" /><col className="jm-report-found" /></colgroup>
      <thead>
        <tr>
          <th>{words.indicator}</th><th>{words.unit}</th><th className="jm-num">{words.previous}</th>
          <th title={words.unknownHint}>{words.cumulative} <small>{words.cumulativeHint}</small></th>
          <th title={words.unknownHint}>{words.realtime} <small>{words.realtimeHint}</small></th>
          <th>{words.source}</th><th>{words.check}</th>
        </tr>
      </thead>
      {SECTIONS.map((section) => {
        const lines = linesOf(indicators, section)
        if (lines.length === 0) return null
        return (
          <tbody key={section}>
            <tr className="jm-group">
              <th colSpan={7}>{words.sections[section]} <small>{unitsOf(indicators, section, language).join(language === 'zh' ? '／' : ' / ')}{section === 'agriculture' && `　${words.hectare}`}</small></th>
            </tr>
            {lines.map((line) => {
              const shown = (line.cum ?? line.now) as Indicator
              const before = previous[shown.indicator]
              return (
                <tr key={line.code}>
                  <td style={{ paddingLeft: 14 + line.depth * 14 }}><label htmlFor={`jm-f-${shown.indicator}`}>{nameOf(line, language)}</label></td>
                  <td className="jm-note">{unitOf(shown.unit, language)}</td>
                  <td className="jm-num jm-note" title={line.now && line.cum ? `${words.realtime} ${exact(previous[line.now.indicator])}` : undefined}>{exact(before)}</td>
                  <td>{line.cum && cell(line.cum)}</td>
                  <td>{line.now && cell(line.now)}</td>
                  <td className="jm-report-source">{source(line)}</td>
                  <td className="jm-report-check">{check(line)}</td>
                </tr>
              )
            })}
          </tbody>
        )
      })}
    </table>
  )
}

/** One figure being typed. */
export function FigureInput({ one, typed, state, onType }: {
  one: Indicator
  typed: string
  state: '' | 'hard' | 'warning'
  onType: (typed: string) => void
}) {
  const language = useLang()
  return (
    <input
      id={`jm-f-${one.indicator}`} className={state && `jm-f-${state}`} inputMode="decimal" autoComplete="off" value={typed}
      aria-label={language === 'zh' ? one.zh : one.en} aria-invalid={state !== ''} aria-describedby={state ? `jm-c-${one.indicator}` : undefined}
      onChange={(event) => onType(event.target.value)}
    />
  )
}
