import { useState } from 'react'
import type { Estimate, Figure, Figures, Sourced } from '@/api/types'
import { age, atLeast, exact, intensity, moment, range, rough, short, UNKNOWN } from '@/app/format'
import { Mark } from '@/app/marks'
import { Empty, Failed, Loading, Outdated } from '@/app/states'
import { pick, useLang, useText } from '@/app/text'
import { unitOf } from '@/app/units'
import { Zh } from '@/app/Zh'
import { useChanges } from '@/live/changes'
import { text } from '../text'
import { Ledger, opens } from './Ledger'
import { figurePage } from './ledger-pages'

const FIRST = ['deaths', 'missing', 'injured', 'collapsed_rooms', 'severe_rooms', 'houses_or_walls_damaged', 'reloc_now', 'affected']
const SHOWN = 8
const KEY = ['estimate', 'reported', 'verified', 'synthetic'] as const

interface Row {
  key: string
  figure: Figure
  name: string | null
  kind: 'estimate' | 'reported' | 'verified'
  value: string
  tip: string
  unit: string
  note: string
  source: string
  at: string | null
}

function reportedValue(one: Sourced): string {
  return one.value === null ? UNKNOWN : atLeast(one.value, one.at_least, short(one.value))
}

/** The figures of the losses, each with its mark, its source and its age. */
export function FigureTable({ subject, figures, estimate, now, failed, onRetry }: {
  subject: string
  figures: Figures | undefined
  estimate: Estimate | null
  now: Date
  failed: unknown
  onRetry: () => void
}) {
  const words = useText(text)
  const language = useLang()
  const [ledger, setLedger] = useState<Figure | null>(null)
  const said = new Map((figures?.items ?? []).flatMap((one) => (['verified', 'reported'] as const).map((kind): [string, number | null] => [`${one.indicator}-${kind}`, one[kind]?.value ?? null])))
  const changes = useChanges(subject, said)
  if (!figures) {
    return (
      <section className="jm-panel jm-losses" aria-label={words.losses}>
        <header><h2>{words.losses}</h2></header>
        {failed ? <Failed cause={failed} onRetry={onRetry} /> : <Loading />}
      </section>
    )
  }
  const all = [...chosen(figures.items), ...exposure(estimate)]
  const rows = all.flatMap((figure) => rowsOf(figure, words, language))
  const spare = Math.max(0, rows.length - SHOWN)
  const last = rows.length > 0 ? rows[rows.length - 1] : undefined
  const shown = spare > 0 && last ? [...rows.slice(0, SHOWN - 1), last] : rows
  const newest = figures.as_of ?? null
  return (
    <section className="jm-panel jm-losses" aria-label={words.losses}>
      <header>
        <h2>{words.losses}</h2>
        {newest && <span>{words.asOf(moment(newest, now))}</span>}
        {failed ? <Outdated cause={failed} onRetry={onRetry} /> : null}
        <span className="jm-panel-end jm-marks-key">
          {KEY.filter((kind) => kind !== 'synthetic' || all.some((one) => one.synthetic)).map((kind) => <i key={kind}><Mark kind={kind} />{words.marks[kind]}</i>)}
        </span>
      </header>
      {rows.length === 0 ? <Empty title={words.notReported} /> : (
        <table className="jm-figures jm-fresh">
          <thead>
            <tr>
              <th scope="col">{words.indicator}</th>
              <th scope="col" className="jm-num">{words.value}</th>
              <th scope="col">{words.rangeOrChange}</th>
              <th scope="col" className="jm-num">{words.source}</th>
              <th scope="col" className="jm-num">{words.age}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr
                key={row.key} tabIndex={0} data-row {...opens(() => setLedger(row.figure))}
              >
                <th scope="row">{row.name}</th>
                <td className={`jm-num jm-value jm-value-${row.kind}`} title={row.tip}><Difference by={changes.get(row.key)} />{row.value}<small>{row.unit}</small></td>
                <td>
                  <Mark kind={row.kind} />{row.figure.synthetic && row.kind !== 'estimate' && <Mark kind="synthetic" />}
                  <span className="jm-note">{row.note}</span>
                </td>
                <td className="jm-num jm-source" title={row.source}><Zh>{row.source}</Zh></td>
                <td className="jm-num jm-age">{row.at ? age(row.at, now) : ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {ledger && <Ledger page={figurePage(ledger, { words, language, now })} onClose={() => setLedger(null)} />}
    </section>
  )
}

/** By how much a figure changed, for a minute after it did. */
export function Difference({ by }: { by: number | undefined }) {
  const words = useText(text)
  if (by === undefined) return null
  const signed = `${by > 0 ? '+' : ''}${exact(by)}`
  return <span className="jm-difference" title={words.changed(signed)}>{signed}</span>
}

/** The indicators a duty chief asks for first, then others that have anything to say. */
function chosen(items: Figure[]): Figure[] {
  const known = items.filter((one) => one.reported?.value != null || one.estimated || one.verified)
  const rank = (one: Figure) => (FIRST.indexOf(one.indicator) + FIRST.length + 1) % (FIRST.length + 1)
  return [...known].sort((a, b) => rank(a) - rank(b)).slice(0, SHOWN)
}

/** The people inside the footprint's outermost band as a figure with a ledger of its own. */
export function exposure(estimate: Estimate | null): Figure[] {
  const exposed = Object.entries(estimate?.headline.exposed ?? {}).sort(([a], [b]) => Number(a) - Number(b))
  const first = exposed[0]
  if (!estimate || !first) return []
  const band = intensity(Number(first[0]))
  const figure: Figure = {
    indicator: `exposed_${first[0]}`, zh: text.zh.exposed(band), en: text.en.exposed(band), unit: '人',
    reported: null, verified: null, synthetic: false,
    estimated: { ...first[1], model_zh: pick(estimate.model_zh, estimate.model_en), version: estimate.run_version, at: estimate.at },
  }
  return [figure]
}

function rowsOf(figure: Figure, words: typeof text.zh, language: 'zh' | 'en'): Row[] {
  const name = words.short[figure.indicator] ?? pick(figure.zh, figure.en, language)
  const rows: Row[] = []
  const push = (row: Omit<Row, 'key' | 'figure' | 'name' | 'unit'>) =>
    rows.push({ ...row, key: `${figure.indicator}-${row.kind}`, figure, name: rows.length === 0 ? name : null, unit: unitOf(figure.unit, language) })
  for (const kind of ['verified', 'reported'] as const) {
    const one = figure[kind]
    if (!one || one.value === null) continue
    const some = one.unknown ? words.atLeast(one.unknown) : ''
    push({
      kind, value: reportedValue(one), tip: exact(one.value),
      note: some || (one.value === 0 ? words.nil : ''),
      source: words.sourceOf(one.source_zh ?? ''), at: one.as_of ?? one.at ?? null,
    })
  }
  const guess = figure.estimated
  if (guess) {
    push({
      kind: 'estimate', value: rough(guess.value, language), tip: exact(guess.value),
      note: range(guess.lo, guess.hi, language), source: words.model(guess.version), at: guess.at ?? null,
    })
  }
  return rows
}
