import { Button, Input } from 'antd'
import { useState } from 'react'
import type { Finding } from '@/api/types'
import { pick, useLang, useText } from '@/app/text'
import { Zh } from '@/app/Zh'
import { codeOf, explained, isOpen, tickOf } from './faults'
import type { Written } from './kept'
import { text } from './text'

/** What the checks found: a figure to mend, a warning to confirm, or a reason to give. */
export function Findings({ findings, written, toMend, started, onReason, onTick }: {
  findings: readonly Finding[]
  written: Written
  toMend: number
  started: boolean
  onReason: (rule: string, why: string) => void
  onTick: (finding: Finding) => void
}) {
  const words = useText(text)
  const warnings = findings.filter((one) => one.severity === 'warning').length
  return (
    <section className="jm-panel jm-findings">
      <header><h2>{words.findings}</h2><span>{toMend + warnings > 0 ? words.findingsNote(toMend, warnings) : started ? words.clean : ''}</span></header>
      {findings.map((one) => (
        <FindingRow key={tickOf(one)} one={one} written={written} onReason={onReason} onTick={onTick} />
      ))}
    </section>
  )
}

function FindingRow({ one, written, onReason, onTick }: { one: Finding; written: Written; onReason: (rule: string, why: string) => void; onTick: (finding: Finding) => void }) {
  const words = useText(text)
  const language = useLang()
  const why = written.reasons[one.rule]
  const [writing, setWriting] = useState(false)
  const code = codeOf(one)
  const ticked = written.ticked.includes(tickOf(one))
  const open = isOpen(one, written)
  return (
    <div className={`jm-finding jm-finding-${one.severity}${open ? '' : ' jm-finding-done'}`}>
      <b>{one.severity === 'hard' ? '✕' : open ? '△' : '✓'} {one.rule}</b> {pick(one.zh, one.en, language)}
      <p>
        {code && <button type="button" onClick={() => document.getElementById(`jm-f-${code}`)?.focus()}>{words.jump}</button>}
        {(one.severity === 'warning' || one.excusable) && !writing && <button type="button" onClick={() => setWriting(true)}>{words.explain}</button>}
        {one.severity === 'warning' && !one.excusable && !ticked && !explained(why) && <button type="button" onClick={() => onTick(one)}>{words.tick}</button>}
        {ticked && <span>{words.ticked}</span>}
        {!writing && explained(why) && <span>{why}</span>}
      </p>
      {writing && (
        <span className="jm-finding-why">
          <Input
            size="small" autoFocus aria-label={`${one.rule} ${words.reasonFor}`} placeholder={words.reasonFor} value={why ?? ''} maxLength={500}
            onChange={(event) => onReason(one.rule, event.target.value)} onPressEnter={() => setWriting(false)}
          />
          <Button size="small" onClick={() => setWriting(false)}>{words.tick}</Button>
        </span>
      )}
    </div>
  )
}

/** What was found when a report was taken in, with the reasons given. */
export function FindingsThen({ findings }: { findings: readonly Finding[] }) {
  const words = useText(text)
  const language = useLang()
  return (
    <section className="jm-panel jm-findings">
      <header><h2>{words.findings}</h2><span>{findings.length === 0 ? words.clean : words.findingsNote(0, findings.length)}</span></header>
      {findings.map((one) => (
        <div key={tickOf(one)} className={`jm-finding jm-finding-warning${one.reason ? ' jm-finding-done' : ''}`}>
          <b>{one.reason ? '✓' : '△'} {one.rule}</b> {pick(one.zh, one.en, language)}
          {one.reason && <p><span><Zh>{one.reason}</Zh></span></p>}
        </div>
      ))}
    </section>
  )
}
