import { Input } from 'antd'
import { useState } from 'react'
import { ProblemError } from '@/api/client'
import type { Session } from '@/api/types'
import { useText } from './text'
import { words } from './words'
import './login.css'

/** What to tell somebody whose entry was refused. */
export const say = (cause: unknown) => (cause instanceof ProblemError ? cause.say : String(cause))

/** Six digits, sent as soon as they are complete; `onDone` gets the session that now has them. */
export function CodeField({ give: send, onDone, label, focused = false }: {
  give: (code: string) => Promise<Session>
  onDone: (session: Session) => void
  /** Instead of the usual name of the field. */
  label?: string
  focused?: boolean
}) {
  const text = useText(words)
  const [code, setCode] = useState('')
  const [fault, setFault] = useState<string | null>(null)
  const give = async (digits: string) => {
    setCode(digits)
    setFault(null)
    if (digits.length !== 6) return
    try {
      onDone(await send(digits))
    } catch (cause) {
      setFault(say(cause))
      setCode('')
    }
  }
  return (
    <>
      <label htmlFor="jm-code">{label ?? <>{text.code} <small>{text.codeHint}</small></>}</label>
      <Input id="jm-code" value={code} inputMode="numeric" autoComplete="one-time-code" maxLength={6} autoFocus={focused} className="jm-code-digits" onChange={(e) => void give(e.target.value.replace(/\D/g, ''))} />
      {fault && <p className="jm-login-fault" role="alert">{fault}</p>}
    </>
  )
}
