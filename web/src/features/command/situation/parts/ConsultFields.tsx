import { Checkbox, Input, Radio } from 'antd'
import { localField } from '@/app/format'
import { useText } from '@/app/text'
import { text } from '../text'

/** When a consultation is and on which families of plans; without a time it is held now. */
export interface Consultation {
  families: string[]
  at: string
}

/** Whether it is to be called, for later or on other plans; else it is the response's own, held now. */
export const toBeCalled = ({ families, at }: Consultation, own: string): boolean => at !== '' || families.length !== 1 || families[0] !== own

/** The time typed, as the service takes it. */
export const instantOf = (at: string, now: Date): string => (at ? `${at}:00+08:00` : now.toISOString())

export function ConsultFields({ value, families, now, onChange }: {
  value: Consultation
  families: readonly { value: string; label: string }[]
  now: Date
  onChange: (value: Consultation) => void
}) {
  const words = useText(text)
  return (
    <>
      <div>
        <dt>{words.consultOn}</dt>
        <dd><Checkbox.Group options={[...families]} value={value.families} onChange={(chosen) => onChange({ ...value, families: chosen })} /></dd>
      </div>
      <div>
        <dt>{words.consultAt}</dt>
        <dd className="jm-act-when">
          <Radio.Group
            size="small" optionType="button" value={value.at === '' ? 'now' : 'later'} options={[{ value: 'now', label: words.consultNow }, { value: 'later', label: words.consultLater }]}
            onChange={(e) => onChange({ ...value, at: e.target.value === 'now' ? '' : localField(new Date(now.getTime() + HALF_AN_HOUR_MS)) })}
          />
          {value.at !== '' && <Input type="datetime-local" size="small" aria-label={words.consultAt} value={value.at} onChange={(e) => e.target.value && onChange({ ...value, at: e.target.value })} />}
        </dd>
      </div>
    </>
  )
}

const HALF_AN_HOUR_MS = 30 * 60_000
