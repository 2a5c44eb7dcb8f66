import { useText } from '@/app/text'
import { type Count, less, more, typed } from '@/ground/figures'
import { text } from '../text'

/** A count with two large keys. `—` is unknown until touched; below 0 it becomes unknown again. */
export function Stepper({
  label,
  unit,
  value,
  onChange,
  onType = onChange,
  onLeave,
  floor = null,
}: {
  label: string
  unit: string
  value: Count
  onChange: (value: Count) => void
  /** Every digit as it is typed, where it is not yet the whole number. */
  onType?: (value: Count) => void
  /** The typed number is whole. */
  onLeave?: () => void
  /** Lowest value where unknown is no longer an answer. */
  floor?: number | null
}) {
  const words = useText(text)
  const down = (): void => {
    const next = less(value)
    onChange(floor !== null && next === null ? floor : next)
  }
  return (
    <div className="stepper" role="group" aria-label={label}>
      <span className="stepper-label">{label}</span>
      <div className="stepper-keys">
        <button type="button" aria-label={words.less(label)} onClick={down}>
          −
        </button>
        <label>
          <input
            inputMode="numeric"
            autoComplete="off"
            aria-label={label}
            size={3}
            placeholder="—"
            title={value === null ? words.unknown : undefined}
            value={value ?? ''}
            onChange={(event) => onType(typed(event.target.value, value))}
            onBlur={onLeave}
            onFocus={(event) => event.target.select()}
          />
          {value !== null && <small>{unit}</small>}
        </label>
        <button type="button" aria-label={words.more(label)} onClick={() => onChange(more(value))}>
          +
        </button>
      </div>
    </div>
  )
}
