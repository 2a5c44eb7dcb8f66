import type { Gauge } from '@/api/types'
import { exact, level as numeral, range, rough, short } from '@/app/format'
import { Mark } from '@/app/marks'
import { pick, useLang, useText } from '@/app/text'
import { text } from '../text'
import { gaugeScale, levelAt, nextAfter } from './gauge-scale'

const percent = (share: number) => `${(share * 100).toFixed(2)}%`

/** One criterion: thresholds, the reported value as a bar, the estimate as a diamond in its range. */
export function GaugeRow({ gauge }: { gauge: Gauge }) {
  const words = useText(text)
  const language = useLang()
  const at = gaugeScale(gauge)
  const said = gauge.reported?.value ?? null
  const guess = gauge.estimate
  const thresholds = [...gauge.thresholds].sort((a, b) => a.lo - b.lo)
  return (
    <div className={`jm-gauge${gauge.fires ? ' jm-gauge-fires' : ''}`}>
      <div className="jm-gauge-head">
        <b>{pick(gauge.zh, gauge.en, language)}{language === 'zh' ? '，' : ', '}{pick(gauge.unit, gauge.unit_en, language)}</b>
        <span>
          <Mark kind="reported" /> {said === null ? (gauge.withheld ? words.withheld : words.notReported) : `${gauge.reported?.at_least ? '≥' : ''}${short(said)}`}
          {said !== null && ` · ${distance(gauge, said, words)}`}
        </span>
        {guess && (
          <span title={`${range(guess.lo, guess.hi)} · v${guess.run_version}`}>
            <Mark kind="estimate" /> {rough(guess.value)} · {reaches(gauge, guess, words)}
          </span>
        )}
      </div>
      <div className="jm-gauge-axis" role="img" aria-label={label(gauge, words, language)}>
        {thresholds.map((one, i) => {
          const next = thresholds[i + 1]
          return (
            <i key={one.level} className={`jm-zone jm-zone-${one.level}`} style={{ left: percent(at(one.lo)), width: percent((next ? at(next.lo) : 1) - at(one.lo)) }} />
          )
        })}
        {thresholds.map((one) => (
          <span key={one.level} className={`jm-tick jm-tick-${one.level}`} style={{ left: percent(at(one.lo)) }}>
            {numeral(one.level)} {short(one.lo)}
          </span>
        ))}
        {guess && <i className="jm-range" style={{ left: percent(at(guess.lo)), width: percent(Math.max(0.006, at(guess.hi) - at(guess.lo))) }} />}
        {guess && <i className="jm-guess" style={{ left: percent(at(guess.value)) }} />}
        {said !== null && <i className="jm-bar" style={{ width: percent(at(said)) }} />}
        {said !== null && <i className="jm-said" style={{ left: percent(at(said)) }} />}
      </div>
    </div>
  )
}

function distance(gauge: Gauge, value: number, words: typeof text.zh): string {
  const reached = levelAt(gauge, value)
  if (reached !== null) return words.reach(numeral(reached))
  const next = nextAfter(gauge, value)
  return next ? words.gapTo(numeral(next.level), exact(next.gap)) : ''
}

function reaches(gauge: Gauge, guess: NonNullable<Gauge['estimate']>, words: typeof text.zh): string {
  const middle = levelAt(gauge, guess.value)
  if (middle !== null) return words.reach(numeral(middle))
  const upper = levelAt(gauge, guess.hi)
  if (upper !== null) {
    const p = gauge.p_cross?.find((one) => one.level === upper)
    return words.upperReach(numeral(upper)) + (p ? ` ${Math.round(p.p * 100)}%` : '')
  }
  return distance(gauge, guess.value, words)
}

function label(gauge: Gauge, words: typeof text.zh, language: 'zh' | 'en'): string {
  const said = gauge.reported?.value ?? null
  return `${pick(gauge.zh, gauge.en, language)} ${said === null ? words.notReported : `${exact(said)} ${gauge.unit} ${distance(gauge, said, words)}`}`
}
