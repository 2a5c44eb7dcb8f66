import { type MouseEvent, useState } from 'react'
import type { Report } from '@/api/types'
import { stamp } from '@/app/format'
import { linkTo } from '@/app/router'
import { useLang, useText } from '@/app/text'
import { fromField, lastMidnight, sayAsOf, toField } from './as-of'
import { titleOf } from './earlier'
import { text } from './text'

const SHOWN = 4

/** The unit's reports in their order, then the one being written; 核报 is written in its place. */
export function Tabs({ path, own, shown, final, onFinal }: { path: string; own: readonly Report[]; shown: Report | null; final: boolean; onFinal: (final: boolean) => void }) {
  const words = useText(text)
  const kind = own.length === 0 ? 'INITIAL' : 'FOLLOWUP'
  const current = (yes: boolean) => (yes ? { 'aria-current': 'page' as const } : {})
  const draft = linkTo(path, { report: null })
  const write = (asFinal: boolean) => ({
    href: draft.href,
    onClick: (event: MouseEvent) => {
      onFinal(asFinal)
      draft.onClick(event)
    },
  })
  return (
    <nav className="jm-report-tabs" aria-label={words.reports}>
      {own.slice(-SHOWN).map((one) => (
        <a key={one.id} {...linkTo(path, { report: one.id })} {...current(shown?.id === one.id)}>
          {titleOf(own, one, words.kinds)}<small>{stamp(one.submitted_at)}</small>
        </a>
      ))}
      <a {...write(false)} {...current(!shown && !final)}>
        {titleOf(own, { kind, seq: Number.POSITIVE_INFINITY }, words.kinds)}<small>{words.draft}</small>
      </a>
      {own.length > 0 && <a {...write(true)} {...current(!shown && final)}>{words.kinds['FINAL']}<small>{final ? words.draft : ' '}</small></a>}
    </nav>
  )
}

/** Until when the data count: sending, the last midnight as daily reports do, or another time. */
export function AsOf({ value, now, since, onChange }: { value: string; now: Date; since: string; onChange: (at: string) => void }) {
  const words = useText(text)
  const language = useLang()
  const midnight = lastMidnight(now)
  const offered = midnight.getTime() > Date.parse(since) ? midnight.toISOString() : null
  // Whether the offered time is the one that another is being made of.
  const [changing, setChanging] = useState(false)
  const other = value !== '' && (value !== offered || changing)
  const choose = (chosen: string) => {
    setChanging(chosen === 'other')
    onChange(chosen === 'other' ? value || new Date(Math.floor(now.getTime() / 60_000) * 60_000).toISOString() : chosen)
  }
  return (
    <span className="jm-report-asof">
      <label>
        {words.asOf}{' '}
        <select value={other ? 'other' : value} onChange={(event) => choose(event.target.value)}>
          <option value="">{words.asOfNow}</option>
          {offered && <option value={offered}>{sayAsOf(offered, language)}</option>}
          <option value="other">{words.asOfOther}</option>
        </select>
      </label>
      {other && (
        <input
          type="datetime-local" aria-label={words.asOfTime} value={toField(value)}
          onChange={(event) => {
            const at = fromField(event.target.value)
            if (at) onChange(at)
          }}
        />
      )}
    </span>
  )
}

/** The same of a report that was sent. */
export function AsOfThen({ report }: { report: Report }) {
  const words = useText(text)
  const language = useLang()
  return <span className="jm-report-asof">{words.asOf} <b>{sayAsOf(report.data_as_of, language)}</b></span>
}
