import type { Estimate, Figure, Gauge, ResponseDetail, Sourced } from '@/api/types'
import { atLeast, clock, exact, level as numeral, moment, range, rough, span, UNKNOWN } from '@/app/format'
import { type Lang, pick } from '@/app/text'
import { areaName, unitOf } from '@/app/units'
import { text } from '../text'
import { distance, reaches, silence } from './gauge-words'

type Words = typeof text.zh
type Kind = 'verified' | 'reported' | 'estimate'

/** One statement about a figure: how certain, how much, and where it comes from. */
export interface Entry {
  key: string
  title?: string
  kind: Kind | null
  value: string
  unit: string
  synthetic: boolean
  facts: [string, string][]
}

/** What a ledger shows of one figure: everything that stands behind it. */
export interface LedgerPage {
  title: string
  entries: Entry[]
}

/** What a page is written with: the words, and the time that ages are counted from. */
export interface Writing {
  words: Words
  language: Lang
  now: Date
}

/** The ledger of a reported, verified or estimated figure. */
export function figurePage(figure: Figure, { words, language, now }: Writing): LedgerPage {
  const unit = unitOf(figure.unit, language)
  const entries: Entry[] = (['verified', 'reported'] as const).flatMap((kind) => {
    const one = figure[kind]
    return one ? [{ key: kind, kind, value: reported(one), unit, synthetic: figure.synthetic, facts: sourced(one, words, now) }] : []
  })
  if (figure.estimated) {
    const { value, lo, hi, model_zh, version, at } = figure.estimated
    entries.push({
      key: 'estimate', kind: 'estimate', value: rough(value, language, figure.unit), unit, synthetic: false,
      facts: [[words.interval, range(lo, hi, language, figure.unit)], [words.modelName, `${model_zh ?? ''} v${version ?? '—'}`.trim()], [words.dataAsOf, at ? moment(at, now) : '—']],
    })
  }
  return { title: pick(figure.zh, figure.en, language), entries }
}

/** The ledger of one criterion: what was reported, what is estimated, and the plan's thresholds. */
export function gaugePage(gauge: Gauge, response: ResponseDetail, estimates: readonly Estimate[], plan: string, writing: Writing): LedgerPage {
  const { words, language } = writing
  const title = `${areaName(response.area, response.area_name, language)} · ${pick(gauge.zh, gauge.en, language)}`
  return { title, entries: [...gaugeEntries(gauge, estimates, writing), thresholds(gauge, response, plan, words, language)] }
}

/** The ledger of a response level: the decisions on it, then every criterion of its plan. */
export function levelPage(response: ResponseDetail, estimates: readonly Estimate[], plan: string, writing: Writing): LedgerPage {
  const { words, language, now } = writing
  const acts: Entry = {
    key: 'acts', title: words.acted, kind: null, unit: '', synthetic: false,
    value: response.level === null ? words.notInForce : words.inForce(numeral(response.level, language)),
    facts: [
      ...response.acts.map((one): [string, string] => [moment(one.at, now), `${words.acts[one.act]}${one.level === null ? '' : ` ${numeral(one.level, language)}`} · ${one.by} · ${one.reason}`]),
      [words.decider, response.decider_zh],
      [words.verdict, pick(response.verdict_zh, response.verdict_en, language)],
    ],
  }
  const gauges = response.gauges.flatMap((gauge) => {
    const name = pick(gauge.zh, gauge.en, language)
    const behind = [...gaugeEntries(gauge, estimates, writing), thresholds(gauge, response, plan, words, language)]
    return behind.map((one, i): Entry => ({ ...one, key: `${gauge.indicator}-${one.key}`, ...(i === 0 ? { title: name } : {}) }))
  })
  const family = words.family[response.family] ?? pick(response.family_zh, response.family_en, language)
  return { title: `${areaName(response.area, response.area_name, language)} · ${family}`, entries: [acts, ...gauges] }
}

const reported = (one: { value: number | null; at_least?: boolean }): string => (one.value === null ? UNKNOWN : atLeast(one.value, one.at_least === true, exact(one.value)))

function sourced(one: Sourced, words: Words, now: Date): [string, string][] {
  return [
    [words.source, words.sourceOf(one.source_zh ?? '—')],
    [words.dataAsOf, one.as_of ? moment(one.as_of, now) : '—'],
    [words.receivedAt, one.at ? `${clock(one.at, true)} · ${span(now.getTime() - Date.parse(one.at))}` : '—'],
    [words.unitsReported, words.unitsOf(one.units_reported ?? '—', one.units_expected ?? '—')],
    [words.unknownUnits, String(one.unknown ?? '—')],
  ]
}

function gaugeEntries(gauge: Gauge, estimates: readonly Estimate[], { words, language, now }: Writing): Entry[] {
  const unit = pick(gauge.unit, gauge.unit_en, language)
  const entries: Entry[] = []
  const said = gauge.reported
  if (said?.value != null) {
    entries.push({
      key: 'reported', kind: 'reported', value: reported(said), unit, synthetic: false,
      facts: [
        [words.source, words.sourceOf(said.source_zh || '—')],
        [words.dataAsOf, said.as_of ? moment(said.as_of, now) : '—'],
        [words.unknownParts, String(said.unknown)],
        [words.against, distance(gauge, said.value, words, language)],
      ],
    })
  } else {
    entries.push({ key: 'reported', kind: 'reported', value: silence(gauge, words, language), unit: '', synthetic: false, facts: [] })
  }
  const guess = gauge.estimate
  if (guess) {
    const run = estimates.find((one) => one.id === guess.run_id)
    entries.push({
      key: 'estimate', kind: 'estimate', value: rough(guess.value, language, gauge.unit), unit, synthetic: false,
      facts: [
        [words.interval, range(guess.lo, guess.hi, language, gauge.unit)],
        [words.modelName, `${run ? pick(run.model_zh, run.model_en, language) : ''} v${guess.run_version}`.trim()],
        [words.made, run ? moment(run.at, now) : '—'],
        [words.against, reaches(gauge, guess, words, language)],
      ],
    })
  }
  return entries
}

/** What counts, by the plan in force at the time: thresholds with the chance that the estimate reaches them. */
function thresholds(gauge: Gauge, response: ResponseDetail, plan: string, words: Words, language: Lang): Entry {
  const unit = pick(gauge.unit, gauge.unit_en, language)
  const facts = [...gauge.thresholds]
    .sort((a, b) => a.lo - b.lo)
    .map((one): [string, string] => {
      const p = gauge.p_cross?.find((cross) => cross.level === one.level)?.p
      return [words.levelOf(numeral(one.level, language)), `≥ ${exact(one.lo)} ${unit}${p === undefined ? '' : ` · ${words.chance(p)}`}`]
    })
  return {
    key: 'thresholds', kind: null, value: words.thresholds, unit: '', synthetic: false,
    facts: [...facts, [words.plan, plan], [words.version, response.plan_id], [words.legalBasis, response.legal_basis_zh]],
  }
}
