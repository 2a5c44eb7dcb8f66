import { Button, Dropdown } from 'antd'
import { useMemo, useState } from 'react'
import { can } from '@/api/moves'
import type { Act, Gauge, ResponseDetail } from '@/api/types'
import { useEstimates } from '@/app/estimates'
import { countdown, level as numeral, exact, moment } from '@/app/format'
import { LevelBadge } from '@/app/marks'
import { useSession } from '@/app/session'
import { Empty, Failed, Loading, Outdated, useCut } from '@/app/states'
import { pick, useLang, useText } from '@/app/text'
import { areaName } from '@/app/units'
import { Zh } from '@/app/Zh'
import { text } from '../text'
import { ActDialog } from './ActDialog'
import { Consulted } from './Consulted'
import { GaugeRow } from './GaugeRow'
import { Ledger } from './Ledger'
import { gaugePage } from './ledger-pages'
import { usePlanName } from './plan-name'
import '../tiers.css'

interface Tier {
  area: number
  name: string
  tier: number
  responses: ResponseDetail[]
}

const WEIGHT = { proposed: 0, active: 1, none: 2, ended: 3 }

function tiersOf(items: readonly ResponseDetail[]): Tier[] {
  const found = new Map<number, Tier>()
  for (const one of items) {
    const tier = found.get(one.area) ?? { area: one.area, name: one.area_name, tier: one.tier, responses: [] }
    tier.responses.push(one)
    found.set(one.area, tier)
  }
  for (const tier of found.values()) {
    tier.responses.sort((a, b) => WEIGHT[a.state] - WEIGHT[b.state] || a.family.localeCompare(b.family))
  }
  return [...found.values()].sort((a, b) => a.tier - b.tier || a.area - b.area)
}

/** The response levels of all tiers; one's own is open with its gauges, decider and acts. */
export function Tiers({ items, now, failed, onRetry }: {
  items: readonly ResponseDetail[] | undefined
  now: Date
  failed: unknown
  onRetry: () => void
}) {
  const words = useText(text)
  const { post } = useSession()
  const tiers = useMemo(() => tiersOf(items ?? []), [items])
  const [chosen, setChosen] = useState<string | null>(null)
  const own = tiers.find((one) => one.area === post.area) ?? tiers.find((one) => one.responses.some((r) => r.moves.length > 0)) ?? tiers[0]
  const open = items?.find((one) => one.id === chosen) ?? own?.responses[0]
  const plan = usePlanName(open)
  const language = useLang()
  const families = useMemo(
    () => [...new Map((items ?? []).map((one) => [one.family, words.family[one.family] ?? pick(one.family_zh, one.family_en, language)]))].map(([value, label]) => ({ value, label })),
    [items, words, language],
  )
  return (
    <section className="jm-panel jm-tiers" aria-label={words.levels}>
      <header>
        <h2>{words.levels}</h2>
        {items && failed ? <Outdated cause={failed} onRetry={onRetry} /> : <span>{words.levelsNote}</span>}
        {open && <span className="jm-panel-end jm-plan" title={plan}>{words.plan} <b><Zh>{plan}</Zh></b></span>}
      </header>
      {!items && failed ? <Failed cause={failed} onRetry={onRetry} /> : !items ? <Loading /> : tiers.length === 0 ? <Empty title={words.none} /> : null}
      {open && <Consulted incidentId={open.incident_id} now={now} />}
      {tiers.map((tier) => (
        <TierRow key={tier.area} tier={tier} open={open && tier.responses.includes(open) ? open : null} now={now} onChoose={setChosen} plan={plan} families={families} />
      ))}
    </section>
  )
}

type Families = readonly { value: string; label: string }[]

function TierRow({ tier, open, now, onChoose, plan, families }: { tier: Tier; open: ResponseDetail | null; now: Date; onChoose: (id: string) => void; plan: string; families: Families }) {
  const words = useText(text)
  const language = useLang()
  return (
    <div className={`jm-tier${open ? ' jm-tier-open' : ''}`}>
      <div className="jm-tier-row">
        <b><Zh>{areaName(tier.area, tier.name, language)}</Zh></b>
        {tier.responses.map((one) => (
          <button
            key={one.id} type="button" data-row className="jm-tier-family" aria-expanded={one === open}
            title={`${one.plan_name_zh} · ${one.lead_authority_zh}`} onClick={() => onChoose(one.id)}
          >
            <span>{words.family[one.family] ?? pick(one.family_zh, one.family_en, language)}</span>
            {one.level !== null || !one.proposed ? <LevelBadge level={one.state === 'ended' ? null : one.level} ended={one.state === 'ended'} /> : null}
            {one.proposed && one.proposed.level !== one.level && <LevelBadge level={one.proposed.level} proposed />}
          </button>
        ))}
        {!open && <span className="jm-tier-note" title={noteOf(tier, words, language, now)}><Zh>{noteOf(tier, words, language, now)}</Zh></span>}
      </div>
      {open && <OpenTier response={open} now={now} plan={plan} families={families} onTouch={() => onChoose(open.id)} />}
    </div>
  )
}

function noteOf(tier: Tier, words: typeof text.zh, language: 'zh' | 'en', now: Date): string {
  for (const one of tier.responses) {
    const last = one.acts.at(-1)
    if (one.state === 'active' && last) return `${moment(last.at, now)} ${words.acts[last.act]}`
    if (one.proposed) return pick(one.proposed.criterion_zh, one.proposed.criterion_en, language)
  }
  const gaps = tier.responses.flatMap((one) => one.gauges.flatMap((g) => (g.next && g.next.gap !== null ? [{ ...g.next, gap: g.next.gap }] : [])))
  const least = gaps.sort((a, b) => a.gap / a.threshold - b.gap / b.threshold)[0]
  return least ? words.gapTo(numeral(least.level), exact(least.gap)) : ''
}

function OpenTier({ response, now, plan, families, onTouch }: { response: ResponseDetail; now: Date; plan: string; families: Families; onTouch: () => void }) {
  const words = useText(text)
  const language = useLang()
  const [act, setAct] = useState<{ act: Act; level: number | null } | null>(null)
  const [ledger, setLedger] = useState<string | null>(null)
  const { all: estimates } = useEstimates(response.incident_id)
  // By its name, so that an open ledger follows what comes in.
  const asked: Gauge | undefined = response.gauges.find((one) => one.indicator === ledger)
  const verdict = response.proposed
    ? `${pick(response.proposed.criterion_zh, response.proposed.criterion_en, language)} · ${{ reported: words.byReport, estimate: words.possible, linked: words.linked }[response.proposed.basis]}`
    : pick(response.verdict_zh, response.verdict_en, language)
  return (
    <div className="jm-tier-body">
      <p className="jm-verdict" title={verdict}><Zh>{verdict}</Zh></p>
      {response.gauges.length === 0 ? <p className="jm-verdict">{words.noGauge}</p> : response.gauges.map((gauge) => <GaugeRow key={gauge.indicator} gauge={gauge} onOpen={() => setLedger(gauge.indicator)} />)}
      <Decision
        response={response}
        now={now}
        onAct={(next) => {
          onTouch()
          setAct(next)
        }}
      />
      {asked && <Ledger page={gaugePage(asked, response, estimates, plan, { words, language, now })} onClose={() => setLedger(null)} />}
      {act && <ActDialog response={response} families={families} act={act.act} level={act.level} now={now} onClose={() => setAct(null)} />}
    </div>
  )
}

function Decision({ response, now, onAct }: { response: ResponseDetail; now: Date; onAct: (act: { act: Act; level: number | null }) => void }) {
  const words = useText(text)
  const language = useLang()
  const cut = useCut()
  const started = response.acts.at(-1)
  const due = response.decide_due ? countdown(response.decide_due, now) : null
  const allowed = (verb: Act) => can(response.moves, verb)
  const top = response.proposed?.level ?? 4
  const active = response.state === 'active' && response.level !== null
  const level = response.level ?? top
  // A level in force stays as it is unless a graver one is proposed; then, and only then, raising comes first.
  const graver = active && response.proposed && response.proposed.level < level ? response.proposed.level : null
  const others: { key: Act; label: string; level: number | null }[] = []
  if (active && graver === null && allowed('raise') && level > 1) others.push({ key: 'raise', label: words.raise(numeral(level - 1)), level: level - 1 })
  if (active && allowed('lower') && level < 4) others.push({ key: 'lower', label: words.lower(numeral(level + 1)), level: level + 1 })
  if (active && allowed('end')) others.push({ key: 'end', label: words.end, level: null })
  const canAny = response.moves.length > 0
  return (
    <div className="jm-decision">
      <div className="jm-decision-who">
        <span title={response.decider_zh}><Zh>{`${words.decision}${language === 'zh' ? '：' : ': '}${response.decider_zh}`}</Zh></span>
        {due && !active && <b className={`jm-due-${due.tone}`}>{due.text}</b>}
        {active && started && <b>{moment(started.at, now)} {words.acts[started.act]}</b>}
      </div>
      {!canAny && <span className="jm-note" title={words.onlyFor(response.decider_zh)}>{words.notHere}</span>}
      {allowed('consult') && <Button disabled={cut !== undefined} title={cut} onClick={() => onAct({ act: 'consult', level: null })}>{words.consult}</Button>}
      {!active && allowed('decline') && <Button disabled={cut !== undefined} title={cut} onClick={() => onAct({ act: 'decline', level: null })}>{words.decline}</Button>}
      {others.length > 0 && (
        <Dropdown menu={{ items: others, onClick: ({ key }) => onAct({ act: key as Act, level: others.find((one) => one.key === key)?.level ?? null }) }} trigger={['click']}>
          <Button disabled={cut !== undefined} title={cut}>{words.more}</Button>
        </Dropdown>
      )}
      {!active && allowed('start') && (
        <Button type="primary" disabled={cut !== undefined} title={cut} onClick={() => onAct({ act: 'start', level: top })}>{words.start(numeral(top))}</Button>
      )}
      {graver !== null && allowed('raise') && (
        <Button type="primary" disabled={cut !== undefined} title={cut} onClick={() => onAct({ act: 'raise', level: graver })}>{words.raise(numeral(graver))}</Button>
      )}
    </div>
  )
}
