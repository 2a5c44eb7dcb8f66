import { Button } from 'antd'
import { lazy, Suspense, useMemo, useState } from 'react'
import { useEstimate, useFigures, useMatrix, useReports, useResponses } from '@/api/hooks'
import type { Estimate, Figure, Incident, Report, ResponseDetail } from '@/api/types'
import { age, countdown, intensity, moment, range, rough, short, stamp } from '@/app/format'
import { useIncident, useIncidentNow, useIncidents } from '@/app/incident'
import { Mark } from '@/app/marks'
import { navigate } from '@/app/router'
import { useSession } from '@/app/session'
import { Empty, Loading, NoIncident } from '@/app/states'
import { pick, useLang, useText } from '@/app/text'
import { areaName, unitOf } from '@/app/units'
import { Zh } from '@/app/Zh'
import { useChanges } from '@/live/changes'
import { useTopic } from '@/live/store'
import { JinminMap } from '@/map/JinminMap'
import { Difference, exposure } from '../situation/parts/FigureTable'
import { Ledger, opens } from '../situation/parts/Ledger'
import { figurePage } from '../situation/parts/ledger-pages'
import { text as situation } from '../situation/text'
import { estimatedSteps, holders, reportedSteps } from './series'
import { text } from './text'
import { TierStrip } from './TierStrip'
import './board.css'

const Chart = lazy(() => import('./Chart'))
const COUNTY = 3

/** 看板: what a leader needs in one look; a county's row opens the same board for it. */
export default function Board() {
  const incident = useIncident()
  if (!incident) return <NoIncident />
  return <Incidental key={incident.id} incident={incident} />
}

function Incidental({ incident }: { incident: Incident }) {
  const { post } = useSession()
  const now = useIncidentNow(incident)
  const [area, setArea] = useState(post.area)
  const responses = useResponses(incident.id)
  const figures = useFigures(incident.id, area)
  const reports = useReports(incident.id, area)
  const estimates = useTopic('estimates').filter((one) => one.incident_id === incident.id)
  const model = estimates.filter((one) => one.kind === 'model').sort((a, b) => a.run_version - b.run_version)
  const official = estimates.filter((one) => one.kind === 'official').sort((a, b) => b.run_version - a.run_version)[0] ?? null
  return (
    <div className="jm-board">
      <TierStrip items={responses.data?.items ?? []} estimates={estimates} area={post.area} now={now} />
      <Numbers subject={`${incident.id}-${area}`} figures={figures.data?.items ?? []} first={model[0] ?? null} official={official} now={now} />
      <div className="jm-board-middle">
        <Progress incident={incident} estimates={model} reports={reports.data?.items ?? []} figures={figures.data?.items ?? []} now={now} />
        <Footprints incident={incident} area={area} first={model[0] ?? null} official={official} />
        <Decisions incident={incident} items={responses.data?.items ?? []} now={now} />
      </div>
      <div className="jm-board-bottom">
        <Counties incident={incident} reports={reports.data?.items ?? []} estimate={model.at(-1) ?? official} now={now} area={area} home={post.area} onArea={setArea} />
        <Execution incident={incident} now={now} />
      </div>
    </div>
  )
}

function sum(figures: readonly Figure[], names: string[]): Figure | null {
  const parts = names.flatMap((name) => figures.filter((one) => one.indicator === name))
  const [first] = parts
  if (!first) return null
  if (parts.length === 1) return first
  const total = (kind: 'reported' | 'verified') => {
    const known = parts.map((one) => one[kind])
    const head = known[0]
    if (!head || known.every((one) => one?.value == null)) return null
    return {
      ...head,
      value: known.reduce((all, one) => all + (one?.value ?? 0), 0),
      at_least: known.some((one) => !one || one.value === null || one.at_least),
    }
  }
  return { ...first, reported: total('reported'), verified: total('verified'), synthetic: parts.some((one) => one.synthetic) }
}

function Numbers({ subject, figures, first, official, now }: { subject: string; figures: readonly Figure[]; first: Estimate | null; official: Estimate | null; now: Date }) {
  const words = useText(text)
  const ledgerWords = useText(situation)
  const [ledger, setLedger] = useState<Figure | null>(null)
  const language = useLang()
  const cards: { name: string; figure: Figure | null }[] = [
    { name: words.deathsMissing, figure: sum(figures, ['deaths', 'missing']) },
    { name: words.injured, figure: sum(figures, ['injured']) },
    { name: words.houses, figure: sum(figures, ['houses_or_walls_damaged']) },
    { name: words.relocated, figure: sum(figures, ['reloc_now']) },
  ]
  const changes = useChanges(subject, new Map(cards.map((one) => [one.name, saidOf(one.figure)?.value ?? null])))
  const exposed = exposure(official ?? first)[0] ?? null
  const card = (one: { name: string; figure: Figure | null }) => (
    <NumberCard key={one.name} name={one.name} figure={one.figure} by={changes.get(one.name)} onOpen={setLedger} now={now} />
  )
  const guess = first?.headline.exposed['6'] ?? null
  const known = official?.headline.exposed['6'] ?? null
  return (
    <section className="jm-board-figures jm-fresh">
      {cards.slice(0, -1).map(card)}
      <button type="button" className="jm-card" data-row disabled={!exposed} {...opens(() => setLedger(exposed))}>
        <span className="jm-card-name">{words.exposed}<Mark kind="estimate" /></span>
        <b>{known ? rough(known.value) : guess ? rough(guess.value) : words.none}{(known ?? guess) && <i>{unitOf('人')}</i>}</b>
        <small>{guess ? (known ? words.byOfficial(`${rough(guess.value)}（${range(guess.lo, guess.hi)}）`) : range(guess.lo, guess.hi)) : ''}</small>
      </button>
      {cards.slice(-1).map(card)}
      {ledger && <Ledger page={figurePage(ledger, { words: ledgerWords, language, now })} onClose={() => setLedger(null)} />}
    </section>
  )
}

/** What stands on a card: the verified figure, else the reported one. */
function saidOf(figure: Figure | null) {
  return figure?.verified?.value != null ? figure.verified : figure?.reported ?? null
}

function NumberCard({ name, figure, by, onOpen, now }: { name: string; figure: Figure | null; by: number | undefined; onOpen: (figure: Figure) => void; now: Date }) {
  const words = useText(text)
  const said = saidOf(figure)
  const kind = figure?.verified?.value != null ? 'verified' : 'reported'
  return (
    <button type="button" className="jm-card" data-row disabled={!figure} {...opens(() => figure && onOpen(figure))}>
      <span className="jm-card-name">{name}{said?.value != null && <Mark kind={kind} />}{figure?.synthetic && <Mark kind="synthetic" />}</span>
      <b>{said?.value != null ? `${said.at_least ? '≥' : ''}${short(said.value)}` : words.none}<i>{unitOf(figure?.unit ?? '')}</i><Difference by={by} /></b>
      <small>
        {[said?.units_expected && said.units_reported ? words.units(said.units_reported, said.units_expected) : '', said?.as_of ? moment(said.as_of, now) : ''].filter(Boolean).join(' · ')}
      </small>
    </button>
  )
}

function Progress({ incident, estimates, reports, figures, now }: { incident: Incident; estimates: Estimate[]; reports: readonly Report[]; figures: readonly Figure[]; now: Date }) {
  const words = useText(text)
  const language = useLang()
  const minute = Math.floor(now.getTime() / 60_000)
  const deaths = estimatedSteps(estimates)
  const name = deaths.length > 0 ? 'deaths' : 'injured'
  const figure = figures.find((one) => one.indicator === name)
  const props = useMemo(
    () => ({ estimate: estimatedSteps(estimates), reported: reportedSteps(reports, name), from: Date.parse(incident.occurred_at), to: Math.max(minute * 60_000, Date.parse(incident.occurred_at) + 600_000) }),
    // The steps follow from the estimates' versions and the reports; the arrays themselves are new on every redraw.
    [estimates.length, reports, name, incident.occurred_at, minute],
  )
  const title = words.chart(figure ? pick(figure.zh, figure.en, language) : '')
  return (
    <section className="jm-card jm-board-panel">
      <header><h2>{title}</h2><span className="jm-panel-end">◇ {words.estimateRange}　□ {words.reported}</span></header>
      <Suspense fallback={<Loading />}><Chart {...props} label={title} /></Suspense>
    </section>
  )
}

function Footprints({ incident, area, first, official }: { incident: Incident; area: number; first: Estimate | null; official: Estimate | null }) {
  const words = useText(text)
  const content = useMemo(
    () => ({
      epicentre: { lon: incident.lon, lat: incident.lat, label: '' },
      own: area,
      bands: [...(first?.footprint?.bands ?? []).map((band) => ({ ...band, ...(official ? { p: [] } : {}) })), ...(official?.footprint?.bands ?? [])],
    }),
    [incident, area, first, official],
  )
  return (
    <section className="jm-card jm-board-panel">
      <header><h2>{words.map}</h2><span className="jm-panel-end">{official ? <><Mark kind="verified" /> <Zh>{official.source_zh ?? ''}</Zh> · {words.modelVsOfficial}</> : <Mark kind="estimate" />}</span></header>
      <JinminMap content={content} viewKey={`${incident.id}${first ? 'f' : ''}${official ? 'o' : ''}`} incident={incident.id} />
    </section>
  )
}

function Decisions({ incident, items, now }: { incident: Incident; items: readonly ResponseDetail[]; now: Date }) {
  const words = useText(text)
  const language = useLang()
  const waiting = useIncidents().filter((one) => one.state === 'reported')
  const { post } = useSession()
  const proposed = items
    .filter((one) => one.proposed && one.proposed.level !== one.level && one.state !== 'ended')
    .sort((a, b) => Number(b.area === post.area) - Number(a.area === post.area) || a.tier - b.tier)
  const rows = [
    ...waiting.map((one) => ({ key: one.id, title: `${words.waiting} ${pick(one.title_zh, one.title_en, language)}`, note: stamp(one.recorded_at), tone: 'calm', id: one.id })),
    ...proposed.map((one) => {
      const due = one.decide_due ? countdown(one.decide_due, now) : null
      return { key: one.id, title: words.proposes(`${areaName(one.area, one.area_name, language)} ${pick(one.family_zh, one.family_en, language)}`), note: due?.text ?? pick(one.proposed?.criterion_zh ?? '', one.proposed?.criterion_en, language), tone: due?.tone ?? 'calm', id: incident.id }
    }),
  ]
  return (
    <section className="jm-card jm-board-panel">
      <header><h2>{words.decisions}</h2><span>{words.items(rows.length)}</span></header>
      {rows.length === 0 ? <Empty title={words.noDecisions} /> : (
        <ul className="jm-board-decisions">
          {rows.map((one) => (
            <li key={one.key} tabIndex={0} data-row><span><b><Zh>{one.title}</Zh></b><small className={`jm-due-${one.tone}`}>{one.note}</small></span><Button onClick={() => navigate('/', { incident: one.id })}>{words.look}</Button></li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Counties({ incident, reports, estimate, now, area, home, onArea }: { incident: Incident; reports: readonly Report[]; estimate: Estimate | null; now: Date; area: number; home: number; onArea: (area: number) => void }) {
  const words = useText(text)
  const detail = useEstimate(incident.id, estimate?.id ?? null)
  const newest = new Map<number, Report>()
  for (const one of reports) {
    const held = newest.get(one.area)
    if (one.tier === COUNTY && (!held || held.seq < one.seq)) newest.set(one.area, one)
  }
  const known = Object.fromEntries(['houses_or_walls_damaged', 'collapsed_rooms', 'injured'].map((name) => [name, holders(reports, name)]))
  const figure = (one: Report, name: keyof typeof known) => known[name]?.get(one.area)?.figures[name] ?? null
  // One kind of damage for the whole column: rooms (间) and places (处) are never mixed.
  const places = [...newest.values()].some((one) => figure(one, 'houses_or_walls_damaged') !== null)
  const damage = (one: Report) => figure(one, places ? 'houses_or_walls_damaged' : 'collapsed_rooms')
  const rows = [...newest.values()].sort((a, b) => (damage(b) ?? -1) - (damage(a) ?? -1) || (figure(b, 'injured') ?? -1) - (figure(a, 'injured') ?? -1))
  const most = Math.max(1, ...rows.map((one) => damage(one) ?? 0))
  return (
    <section className="jm-card jm-board-panel">
      <header>
        <h2>{words.counties}</h2><span>{words.all(rows.length)}</span>
        <span className="jm-panel-end">{area !== home && <Button size="small" onClick={() => onArea(home)}>{words.back}</Button>}{rows.some((one) => one.synthetic) && <Mark kind="synthetic" />}</span>
      </header>
      {rows.length === 0 ? <Empty title={words.noCounty} /> : (
        <div className="jm-board-scroll">
        <table className="jm-table jm-board-table">
          <thead><tr><th>{words.county}</th><th className="jm-num">{words.injured}</th><th className="jm-num">{places ? words.houses : words.rooms}</th><th>{words.max}</th><th className="jm-num">{words.last}</th></tr></thead>
          <tbody>
            {rows.map((one) => {
              const unit = detail.data?.counties.find((row) => row.area === one.area)
              return (
                <tr key={one.area} tabIndex={0} data-row onClick={() => onArea(one.area)} onKeyDown={(e) => e.key === 'Enter' && onArea(one.area)}>
                  <td><Zh>{one.area_name}</Zh></td><td className="jm-num"><b>{short(figure(one, 'injured'))}</b></td>
                  <td className="jm-num jm-board-bar">{damage(one) ? <i style={{ width: `${((damage(one) ?? 0) / most) * 60}%` }} /> : null}<b>{short(damage(one))}</b></td>
                  <td>{unit?.max_intensity ? intensity(Math.floor(unit.max_intensity)) : words.none}</td><td className="jm-num">{age(one.submitted_at, now)}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
        </div>
      )}
    </section>
  )
}

function Execution({ incident, now }: { incident: Incident; now: Date }) {
  const words = useText(text)
  const language = useLang()
  const matrix = useMatrix(incident.id)
  const tasks = useTopic('tasks').filter((one) => one.incident_id === incident.id)
  const orders = useTopic('orders').filter((one) => one.incident_id === incident.id && one.state !== 'cancelled')
  const late = tasks.filter((one) => one.state === 'OVERDUE' || ((one.state === 'TODO' || one.state === 'DOING') && Date.parse(one.due_at) < now.getTime()))
  const silent = matrix.data?.items.filter((one) => one.state === 'silent').length ?? null
  const cells: { name: string; value: string; of?: number; tone?: string }[] = [
    { name: words.silent, value: silent === null ? words.none : String(silent), ...(silent ? { tone: 'jm-due-soon' } : {}) },
    { name: words.tasks, value: String(tasks.filter((one) => one.state === 'DONE').length), of: tasks.length },
    { name: words.overdue, value: String(late.length), ...(late.length > 0 ? { tone: 'jm-due-soon' } : {}) },
    { name: words.orders, value: String(orders.filter((one) => one.state === 'done').length), of: orders.length },
  ]
  return (
    <section className="jm-card jm-board-panel">
      <header><h2>{words.execution}</h2></header>
      <div className="jm-board-counts">
        {cells.map((one) => <span key={one.name}><b className={one.tone}>{one.value}{one.of !== undefined && <i>／{one.of}</i>}</b><small>{one.name}</small></span>)}
      </div>
      {late.slice(0, 2).map((one) => <p key={one.id} className="jm-board-late"><b>{countdown(one.due_at, now).text}</b> <Zh>{`${one.area_name} ${pick(one.title_zh, one.title_en, language)} · ${one.owner_role_zh}`}</Zh></p>)}
    </section>
  )
}
