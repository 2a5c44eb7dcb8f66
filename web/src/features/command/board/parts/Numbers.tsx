import { useState } from 'react'
import { type Shown, shownOf } from '@/api/figures'
import type { Estimate, Figure, Figures, Spread } from '@/api/types'
import { atLeast, moment, range, rough, short } from '@/app/format'
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
  const cards = [
    { name: words.deathsMissing, of: ['deaths', 'missing'] },
    { name: words.injured, of: ['injured'] },
    { name: words.houses, of: ['houses_or_walls_damaged'] },
    { name: words.relocated, of: ['reloc_now'] },
  ].map(({ name, of }) => ({ name, said: shownOf(items, of), figure: sum(items, of) }))
  const changes = useChanges(subject, new Map(cards.map((one) => [one.name, one.said?.value ?? null])))
  const card = (one: (typeof cards)[number]) => (
    <NumberCard key={one.name} {...one} unread={figures ? '' : unread} by={changes.get(one.name)} onOpen={setLedger} now={now} />
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

function NumberCard({ name, said, figure, unread, by, onOpen, now }: { name: string; said: Shown | null; figure: Figure | null; unread: string; by: number | undefined; onOpen: (figure: Figure) => void; now: Date }) {
  const words = useText(text)
  const known = said?.value != null
  return (
    <button type="button" className="jm-card" data-row disabled={!figure} {...opens(() => figure && onOpen(figure))}>
      <span className="jm-card-name">{name}{known && <Mark kind={said.mark} />}{known && said.synthetic && <Mark kind="synthetic" />}</span>
      <b>{known ? atLeast(said.value ?? 0, said.atLeast, short(said.value)) : words.none}<i>{unitOf(figure?.unit ?? '')}</i><Difference by={by} /></b>
      <small>
        {[unread, said?.expected && said.heard ? words.units(said.heard, said.expected) : '', said?.asOf ? moment(said.asOf, now) : ''].filter(Boolean).join(' · ')}
      </small>
    </button>
  )
}
