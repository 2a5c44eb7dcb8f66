import { useState } from 'react'
import type { Estimate, ResponseDetail } from '@/api/types'
import { moment } from '@/app/format'
import { LevelBadge } from '@/app/marks'
import { useLang, useText } from '@/app/text'
import { areaName } from '@/app/units'
import { Zh } from '@/app/Zh'
import { Ledger, opens } from '../../situation/parts/Ledger'
import { levelPage } from '../../situation/parts/ledger-pages'
import { usePlanName } from '../../situation/parts/plan-name'
import { text } from '../../situation/text'

/** One area for each tier: the own one, else the one where most has been decided or is proposed. */
function onePerTier(items: readonly ResponseDetail[], area: number): ResponseDetail[] {
  const weight = (code: number) =>
    Math.max(...items.filter((one) => one.area === code).map((one) => (code === area ? 100 : 0) + one.acts.length * 10 + (one.proposed ? 5 - one.proposed.level : 0)))
  const areas = [...new Map(items.map((one) => [one.area, one])).values()].sort((a, b) => a.tier - b.tier || weight(b.area) - weight(a.area) || a.area - b.area)
  return [...new Map([...areas].reverse().map((one) => [one.tier, one])).values()].reverse()
}

/** The levels of the tiers; each leads to its ledger: the decisions and the gauges behind them. */
export function TierStrip({ items, estimates, area, now }: { items: readonly ResponseDetail[]; estimates: readonly Estimate[]; area: number; now: Date }) {
  const words = useText(text)
  const language = useLang()
  const [asked, setAsked] = useState<string | null>(null)
  const shown = items.find((one) => one.id === asked)
  const plan = usePlanName(shown)
  return (
    <section className="jm-board-tiers" aria-label={words.levels}>
      {onePerTier(items, area).map((tier) => (
        <div key={tier.area} className="jm-card">
          <b><Zh>{areaName(tier.area, tier.area_name, language)}</Zh></b>
          <span className="jm-board-families">
            {items.filter((one) => one.area === tier.area).map((one) => (
              <button key={one.id} type="button" data-row aria-haspopup="dialog" {...opens(() => setAsked(one.id))}>
                <Level response={one} />
                <small>{familyOf(one, words)}{lastOf(one, words, now)}</small>
              </button>
            ))}
          </span>
        </div>
      ))}
      {shown && <Ledger page={levelPage(shown, estimates, plan, { words, language, now })} onClose={() => setAsked(null)} />}
    </section>
  )
}

function Level({ response }: { response: ResponseDetail }) {
  if (response.state === 'proposed' && response.proposed) return <LevelBadge level={response.proposed.level} proposed />
  const ended = response.state === 'ended'
  return <LevelBadge level={ended ? null : response.level} ended={ended} />
}

function familyOf(response: ResponseDetail, words: typeof text.zh): string {
  return words.family[response.family] ?? response.family_zh
}

function lastOf(response: ResponseDetail, words: typeof text.zh, now: Date): string {
  const last = response.acts.at(-1)
  return last ? ` ${moment(last.at, now)} ${words.acts[last.act]}` : ''
}
