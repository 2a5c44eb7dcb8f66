import { Checkbox, Modal } from 'antd'
import { useState } from 'react'
import type { Indicator } from '@/api/types'
import { exact } from '@/app/format'
import { pick, useLang, useText } from '@/app/text'
import type { Offer, Plan } from './fill'
import { text } from './text'

/** Asks before typed figures are overwritten, and says which sums are not complete. */
export function FillDialog({ plan, all, unit, onFill, onClose }: {
  plan: Plan
  all: ReadonlyMap<string, Indicator>
  unit: string
  onFill: (offers: Offer[]) => void
  onClose: () => void
}) {
  const words = useText(text)
  const language = useLang()
  const [overwrite, setOverwrite] = useState(false)
  const offers = [...plan.empty, ...(overwrite ? plan.different : [])]
  const name = (code: string) => {
    const one = all.get(code)
    return one ? pick(one.zh, one.en, language) : code
  }
  return (
    <Modal
      open title={words.fillTitle} okText={words.fillDo} onCancel={onClose} okButtonProps={{ disabled: offers.length === 0 }}
      onOk={() => onFill(offers)}
    >
      <div className="jm-report-fill">
        {plan.empty.length > 0 && <p>{words.fillEmpty(plan.empty.length)}</p>}
        {plan.different.length > 0 && (
          <>
            <Checkbox checked={overwrite} onChange={(event) => setOverwrite(event.target.checked)}>{words.fillDifferent(plan.different.length)}</Checkbox>
            <ul>{plan.different.map(({ code, typed, sum }) => <li key={code}>{name(code)} <span>{typed} → <b>{exact(sum.value)}</b></span></li>)}</ul>
          </>
        )}
        {plan.partial.length > 0 && (
          <>
            <p className="jm-report-partial">{words.fillPartial}</p>
            <ul>{plan.partial.map(({ code, sum }) => <li key={code}>{name(code)} <span>{words.atLeast(exact(sum.value))}{sum.unknown > 0 && ` ${words.lacking(sum.unknown, unit)}`}</span></li>)}</ul>
          </>
        )}
      </div>
    </Modal>
  )
}
