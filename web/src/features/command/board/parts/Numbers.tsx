import { useState } from 'react'
import type { Estimate, Figure, Figures, Spread } from '@/api/types'
import { moment, range, rough, short } from '@/app/format'
import { Mark } from '@/app/marks'
import { useLang, useText } from '@/app/text'
import { unitOf } from '@/app/units'
import { useChanges } from '@/live/changes'
import { Difference, exposure } from '../../situation/parts/FigureTable'
import { Ledger, opens } from '../../situation/parts/Ledger'
import { figurePage } from '../../situation/parts/ledger-pages'
import { text as situation } from '../../situation/text'
import { sum } from '../series'
import { text } from '../text'

/** Five large figures of one unit, each a way into its ledger. */
export function Numbers({ subject, figures, unread, first, official, unit, now }: {
  subject: string
  /** Undefined until they are read: not known is not none. */
  figures: Figures | undefined
  unread: string
  first: Estimate | null
  official: Estimate | null
  /** A unit's own share of the estimate; undefined where the whole event is meant. */
  unit: Spread | null | undefined
  now: Date
}) {
  const words = useText(text)
  const ledgerWords = useText(situation)
  const [ledger, setLedger] = useState<Figure | null>(null)
  const language = useLang()
  const items = figures?.items ?? []
  const cards: { name: string; figure: Figure | null }[] = [
    { name: words.deathsMissing, figure: sum(items, ['deaths', 'missing']) },
    { name: words.injured, figure: sum(items, ['injured']) },
    { name: words.houses, figure: sum(items, ['houses_or_walls_damaged']) },
    { name: words.relocated, figure: sum(items, ['reloc_now']) },
  ]
  const changes = useChanges(subject, new Map(cards.map((one) => [one.name, saidOf(one.figure)?.value ?? null])))
  const card = (one: { name: string; figure: Figure | null }) => (
    <NumberCard key={one.name} name={one.name} figure={one.figure} unread={figures ? '' : unread} by={changes.get(one.name)} onOpen={setLedger} now={now} />
  )
  return (
    <section className="jm-board-figures jm-fresh">
      {cards.slice(0, -1).map(card)}
      <Exposed first={first} official={official} unit={unit} onOpen={setLedger} />
      {cards.slice(-1).map(card)}
      {ledger && <Ledger page={figurePage(ledger, { words: ledgerWords, language, now })} onClose={() => setLedger(null)} />}
    </section>
  )
}

/** People at Ⅵ and above: of the whole event, by the official map where there is one; or of one unit. */
function Exposed({ first, official, unit, onOpen }: { first: Estimate | null; official: Estimate | null; unit: Spread | null | undefined; onOpen: (figure: Figure) => void }) {
  const words = useText(text)
  const figure = unit === undefined ? exposure(official ?? first)[0] ?? null : null
  const guess = unit === undefined ? first?.headline.exposed['6'] ?? null : unit
  const known = unit === undefined ? official?.headline.exposed['6'] ?? null : null
  return (
    <button type="button" className="jm-card" data-row disabled={!figure} {...opens(() => figure && onOpen(figure))}>
      <span className="jm-card-name">{words.exposed}<Mark kind="estimate" /></span>
      <b>{known ? rough(known.value) : guess ? rough(guess.value) : words.none}{(known ?? guess) && <i>{unitOf('人')}</i>}</b>
      <small>{guess ? (known ? words.byOfficial(`${rough(guess.value)}（${range(guess.lo, guess.hi)}）`) : range(guess.lo, guess.hi)) : ''}</small>
    </button>
  )
}

/** What stands on a card: the verified figure, else the reported one. */
function saidOf(figure: Figure | null) {
  return figure?.verified?.value != null ? figure.verified : figure?.reported ?? null
}

function NumberCard({ name, figure, unread, by, onOpen, now }: { name: string; figure: Figure | null; unread: string; by: number | undefined; onOpen: (figure: Figure) => void; now: Date }) {
  const words = useText(text)
  const said = saidOf(figure)
  const kind = figure?.verified?.value != null ? 'verified' : 'reported'
  return (
    <button type="button" className="jm-card" data-row disabled={!figure} {...opens(() => figure && onOpen(figure))}>
      <span className="jm-card-name">{name}{said?.value != null && <Mark kind={kind} />}{figure?.synthetic && <Mark kind="synthetic" />}</span>
      <b>{said?.value != null ? `${said.at_least && said.value > 0 ? '≥' : ''}${short(said.value)}` : words.none}<i>{unitOf(figure?.unit ?? '')}</i><Difference by={by} /></b>
      <small>
        {[unread, said?.units_expected && said.units_reported ? words.units(said.units_reported, said.units_expected) : '', said?.as_of ? moment(said.as_of, now) : ''].filter(Boolean).join(' · ')}
      </small>
    </button>
  )
}
