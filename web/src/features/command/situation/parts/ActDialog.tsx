import { useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal, Radio } from 'antd'
import { type FormEvent, useState } from 'react'
import { api, ProblemError } from '@/api/client'
import type { Act, ResponseDetail, ResponseWithMoves } from '@/api/types'
import { unless } from '@/app/FormDialog'
import { level as numeral } from '@/app/format'
import { CodeForm } from '@/app/Login'
import { useSession } from '@/app/session'
import { useCut } from '@/app/states'
import { useLang, useText } from '@/app/text'
import { words as shell } from '@/app/words'
import { Zh } from '@/app/Zh'
import { text } from '../text'
import { ConsultFields, type Consultation, instantOf, toBeCalled } from './ConsultFields'
import { type Grounds, groundsOf, signedOn } from './pinned'
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
export function ActDialog({ response: latest, families, act, level, now, onClose }: {
  response: ResponseDetail
  /** What may be consulted on. */
  families: readonly { value: string; label: string }[]
  act: Act
  level: number | null
  now: Date
  onClose: () => void
}) {
  const words = useText(text)
  const common = useText(shell)
  const language = useLang()
  const cut = useCut()
  // Signed is what was read: figures go on changing while somebody writes the reason.
  const [read, setRead] = useState(latest)
  const { record: response, changed } = signedOn(read, latest, language)
  const [consultation, setConsultation] = useState<Consultation>({ families: [latest.family], at: '' })
  const calls = act === 'consult' && toBeCalled(consultation, response.family)
  const plan = usePlanName(response)
  const { second_factor } = useSession()
  const cache = useQueryClient()
  const [chosen, setChosen] = useState(level)
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const [confirmed, setConfirmed] = useState(second_factor.given || !second_factor.enrolled)
  const [done, setDone] = useState<ResponseWithMoves | true | null>(null)
  const grounds = groundsOf(response, language, common.none)
  const ready =
    reason.trim().length >= 2 && (confirmed || calls) && !busy && !changed && cut === undefined &&
    (!WITH_LEVEL.has(act) || chosen !== null) && (!calls || consultation.families.length > 0)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!ready) return
    setBusy(true)
    setFault(null)
    try {
      if (calls) {
        await api.post(`/api/incidents/${response.incident_id}/consultations`, { families: consultation.families, at: instantOf(consultation.at, now), reason: reason.trim() })
        return setDone(true)
      }
      const body = { act, reason: reason.trim(), ...(WITH_LEVEL.has(act) ? { level: chosen } : {}) }
      const after = await api.post(`/api/responses/${response.id}/acts`, body, { version: response.version })
      setDone(after)
    } catch (cause) {
      if (cause instanceof ProblemError && cause.code.startsWith('second-factor')) setConfirmed(false)
      setFault(cause instanceof ProblemError ? cause.say : String(cause))
    } finally {
      void cache.invalidateQueries({ queryKey: ['responses', response.incident_id] })
      setBusy(false)
    }
  }

  if (done) {
    const after = done === true ? null : done
    const started = act === 'start' || act === 'raise' || act === 'lower'
    return (
      <Modal open title={words.actTitle[act]} onCancel={onClose} footer={<Button onClick={onClose}>{common.close}</Button>} width={440}>
        <p className="jm-act-done" role="status">
          ✓ {started && after && after.level !== null ? words.started(after.area_name, numeral(after.level)) : words.done}
        </p>
        {act === 'start' && after && (
          <Button type="primary" href={`/api/responses/${after.id}/notice.pdf?act=${after.acts.at(-1)?.n ?? 1}`} target="_blank">{words.notice}</Button>
        )}
      </Modal>
    )
  }
  return (
    <Modal open title={<Zh>{`${response.area_name} · ${words.actTitle[act]}`}</Zh>} onCancel={onClose} footer={null} width={480} {...unless(reason !== '')} destroyOnHidden>
      <form className="jm-act" onSubmit={submit}>
        <dl>
          <div><dt>{words.decider}</dt><dd><Zh>{response.decider_zh}</Zh></dd></div>
          <div><dt>{words.plan}</dt><dd><Zh>{plan}</Zh></dd></div>
          <div><dt>{words.basis}</dt><dd><Zh>{grounds.basis}</Zh></dd></div>
          {WITH_LEVEL.has(act) && (
            <div>
              <dt>{words.level}</dt>
              <dd>
                <Radio.Group value={chosen} onChange={(e) => setChosen(e.target.value as number)} optionType="button" size="small"
                  options={levelsFor(act, response).map((n) => ({ value: n, label: labelOf(response, n, common.grade, language) }))} />
              </dd>
            </div>
          )}
          {act === 'consult' && <ConsultFields value={consultation} families={families} now={now} onChange={setConsultation} />}
        </dl>
        {changed && <Changed before={grounds} after={groundsOf(latest, language, common.none)} onTake={() => setRead(latest)} />}
        {act === 'start' && !response.proposed && <p className="jm-act-warn">{words.belowNote}</p>}
        <label htmlFor="jm-act-reason">{words.reason} <small>{words.reasonHint}</small></label>
        <Input.TextArea id="jm-act-reason" rows={3} maxLength={500} value={reason} autoFocus onChange={(e) => setReason(e.target.value)} />
        {!confirmed && !calls && <CodeForm onDone={() => { setConfirmed(true); setFault(null) }} />}
        {cut && <p className="jm-note" role="status">{cut}</p>}
        {fault && <p className="jm-fault" role="alert">{fault}</p>}
        <footer>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button type="primary" htmlType="submit" disabled={!ready} title={cut ?? (changed ? words.takeFirst : undefined)}>
            {words.actDo[act]}{WITH_LEVEL.has(act) && chosen !== null ? ` ${labelOf(response, chosen, common.grade, language)}` : ''}
          </Button>
        </footer>
      </form>
    </Modal>
  )
}

/** What was read and what holds now, side by side: nobody signs figures that were not seen. */
function Changed({ before, after, onTake }: { before: Grounds; after: Grounds; onTake: () => void }) {
  const words = useText(text)
  return (
    <section className="jm-act-changed" role="status">
      <b>{words.changedMeanwhile}</b>
      <dl>
        <div><dt>{words.wasRead}</dt><dd><Zh>{before.basis}</Zh> · {words.level} {before.level}</dd></div>
        <div><dt>{words.isNow}</dt><dd><Zh>{after.basis}</Zh> · {words.level} {after.level}</dd></div>
      </dl>
      <Button size="small" onClick={onTake}>{words.takeNew}</Button>
    </section>
  )
}
