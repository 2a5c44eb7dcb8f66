import { useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal, Radio } from 'antd'
import { type FormEvent, useState } from 'react'
import { api, ProblemError } from '@/api/client'
import type { Act, ResponseDetail, ResponseWithMoves } from '@/api/types'
import { level as numeral } from '@/app/format'
import { CodeForm } from '@/app/Login'
import { useSession } from '@/app/session'
import { pick, useLang, useText } from '@/app/text'
import { words as shell } from '@/app/words'
import { Zh } from '@/app/Zh'
import { text } from '../text'
import { usePlanName } from './plan-name'

const WITH_LEVEL = new Set<Act>(['start', 'raise', 'lower'])

/** A level in the plan's own words; English has none there and counts in numerals. */
function labelOf(response: ResponseDetail, level: number, grade: (n: string) => string, language: 'zh' | 'en'): string {
  return (language === 'zh' && response.labels[String(level)]) || grade(numeral(level, language))
}

function levelsFor(act: Act, response: ResponseDetail): number[] {
  const now = response.level ?? 5
  if (act === 'start') return [1, 2, 3, 4].filter((n) => response.labels[String(n)] !== undefined || Object.keys(response.labels).length === 0)
  if (act === 'raise') return [1, 2, 3, 4].filter((n) => n < now)
  return [1, 2, 3, 4].filter((n) => n > now)
}

/** A decision names its decider, asks a reason and, where the session lacks it, the one-time code. */
export function ActDialog({ response, act, level, onClose }: {
  response: ResponseDetail
  act: Act
  level: number | null
  now: Date
  onClose: () => void
}) {
  const words = useText(text)
  const common = useText(shell)
  const language = useLang()
  const plan = usePlanName(response)
  const { second_factor } = useSession()
  const cache = useQueryClient()
  const [chosen, setChosen] = useState(level)
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const [confirmed, setConfirmed] = useState(second_factor.given || !second_factor.enrolled)
  const [done, setDone] = useState<ResponseWithMoves | null>(null)
  const basis = response.proposed ? pick(response.proposed.criterion_zh, response.proposed.criterion_en, language) : pick(response.verdict_zh, response.verdict_en, language)
  const ready = reason.trim().length >= 2 && confirmed && !busy && (!WITH_LEVEL.has(act) || chosen !== null)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!ready) return
    setBusy(true)
    setFault(null)
    try {
      const body = { act, reason: reason.trim(), ...(WITH_LEVEL.has(act) ? { level: chosen } : {}) }
      const after = await api.post(`/api/responses/${response.id}/acts`, body, { version: response.version })
      void cache.invalidateQueries({ queryKey: ['responses', response.incident_id] })
      setDone(after)
    } catch (cause) {
      if (cause instanceof ProblemError && cause.code.startsWith('second-factor')) setConfirmed(false)
      setFault(cause instanceof ProblemError ? cause.say : String(cause))
    } finally {
      setBusy(false)
    }
  }

  if (done) {
    const started = act === 'start' || act === 'raise' || act === 'lower'
    return (
      <Modal open title={words.actTitle[act]} onCancel={onClose} footer={<Button onClick={onClose}>{common.close}</Button>} width={440}>
        <p className="jm-act-done" role="status">
          ✓ {started && done.level !== null ? words.started(done.area_name, numeral(done.level)) : words.done}
        </p>
        {act === 'start' && (
          <Button type="primary" href={`/api/responses/${done.id}/notice.pdf?act=${done.acts.at(-1)?.n ?? 1}`} target="_blank">{words.notice}</Button>
        )}
      </Modal>
    )
  }
  return (
    <Modal open title={<Zh>{`${response.area_name} · ${words.actTitle[act]}`}</Zh>} onCancel={onClose} footer={null} width={480} destroyOnHidden>
      <form className="jm-act" onSubmit={submit}>
        <dl>
          <div><dt>{words.decider}</dt><dd><Zh>{response.decider_zh}</Zh></dd></div>
          <div><dt>{words.plan}</dt><dd><Zh>{plan}</Zh></dd></div>
          <div><dt>{words.basis}</dt><dd><Zh>{basis}</Zh></dd></div>
          {WITH_LEVEL.has(act) && (
            <div>
              <dt>{words.level}</dt>
              <dd>
                <Radio.Group value={chosen} onChange={(e) => setChosen(e.target.value as number)} optionType="button" size="small"
                  options={levelsFor(act, response).map((n) => ({ value: n, label: labelOf(response, n, common.grade, language) }))} />
              </dd>
            </div>
          )}
        </dl>
        {act === 'start' && !response.proposed && <p className="jm-act-warn">{words.belowNote}</p>}
        <label htmlFor="jm-act-reason">{words.reason} <small>{words.reasonHint}</small></label>
        <Input.TextArea id="jm-act-reason" rows={3} maxLength={500} value={reason} autoFocus onChange={(e) => setReason(e.target.value)} />
        {!confirmed && <CodeForm onDone={() => { setConfirmed(true); setFault(null) }} />}
        {fault && <p className="jm-fault" role="alert">{fault}</p>}
        <footer>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button type="primary" htmlType="submit" disabled={!ready}>
            {words.actDo[act]}{WITH_LEVEL.has(act) && chosen !== null ? ` ${labelOf(response, chosen, common.grade, language)}` : ''}
          </Button>
        </footer>
      </form>
    </Modal>
  )
}
