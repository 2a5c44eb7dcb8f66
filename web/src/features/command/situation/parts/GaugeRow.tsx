import type { Gauge } from '@/api/types'
import { atLeast, exact, level as numeral, range, rough, short } from '@/app/format'
import { Mark } from '@/app/marks'
import { type Lang, pick, useLang, useText } from '@/app/text'
import { text } from '../text'
import { gaugeScale } from './gauge-scale'
import { distance, reaches, silence } from './gauge-words'
import { opens } from './Ledger'

const percent = (share: number) => `${(share * 100).toFixed(2)}%`

/** One criterion: thresholds, the reported value as a bar, the estimate as a diamond in its range. It leads to its ledger. */
export function GaugeRow({ gauge, onOpen }: { gauge: Gauge; onOpen: () => void }) {
  const words = useText(text)
  const language = useLang()
  const at = gaugeScale(gauge)
  const said = gauge.reported?.value ?? null
  const guess = gauge.estimate
  const thresholds = [...gauge.thresholds].sort((a, b) => a.lo - b.lo)
  return (
    <div className={`jm-gauge${gauge.fires ? ' jm-gauge-fires' : ''}`} role="button" tabIndex={0} data-row aria-haspopup="dialog" aria-label={label(gauge, words, language)} {...opens(onOpen)}>
      <div className="jm-gauge-head">
        <b title={pick(gauge.zh, gauge.en, language)}>{pick(gauge.zh, gauge.en, language)}{language === 'zh' ? '，' : ', '}{pick(gauge.unit, gauge.unit_en, language)}</b>
        <span>
          <Mark kind="reported" /> {said === null ? silence(gauge, words, language) : `${atLeast(said, gauge.reported?.at_least === true, short(said))}${said === 0 && gauge.reported?.unknown ? ` · ${words.atLeast(gauge.reported.unknown)}` : ''}`}
          {said !== null && ` · ${distance(gauge, said, words, language)}`}
        </span>
        {guess && (
          <span title={`${range(guess.lo, guess.hi, language, gauge.unit)} · v${guess.run_version}`}>
            <Mark kind="estimate" /> {rough(guess.value, language, gauge.unit)} · {reaches(gauge, guess, words, language)}
          </span>
        )}
      </div>
      <div className="jm-gauge-axis" aria-hidden="true">
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

function label(gauge: Gauge, words: typeof text.zh, language: Lang): string {
  const said = gauge.reported?.value ?? null
  const unit = pick(gauge.unit, gauge.unit_en, language)
  return `${pick(gauge.zh, gauge.en, language)} ${said === null ? silence(gauge, words, language) : `${exact(said)} ${unit} ${distance(gauge, said, words, language)}`}`
}
