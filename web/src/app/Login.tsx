import { Button, Input, type InputRef } from 'antd'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { confirmCode, login, ProblemError } from '@/api/client'
import type { Session } from '@/api/types'
import { setLang, useLang, useText } from './text'
import { words } from './words'
import './login.css'

const say = (cause: unknown) => (cause instanceof ProblemError ? cause.say : String(cause))

/** Sign in with account and password; a post with a second factor may give its code at once. */
export function Login({ onDone }: { onDone: () => void }) {
  const text = useText(words)
  const language = useLang()
  const [account, setAccount] = useState('')
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const first = useRef<InputRef>(null)
  useEffect(() => first.current?.focus(), [])

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setFault(null)
    try {
      await login(account.trim(), password)
      onDone()
    } catch (cause) {
      setFault(say(cause))
      setBusy(false)
    }
  }
  return (
    <main className="jm-login">
      <form onSubmit={submit} aria-labelledby="jm-login-title">
        <h1 id="jm-login-title">{text.name}<small>{text.system}</small></h1>
        <label htmlFor="jm-account">{text.account}</label>
        <Input id="jm-account" ref={first} size="large" value={account} autoComplete="username" onChange={(e) => setAccount(e.target.value)} />
        <label htmlFor="jm-password">{text.password}</label>
        <Input.Password id="jm-password" size="large" value={password} autoComplete="current-password" onChange={(e) => setPassword(e.target.value)} />
        {fault && <p className="jm-login-fault" role="alert">{fault}</p>}
        <Button type="primary" size="large" htmlType="submit" disabled={busy || !account || !password}>
          {busy ? text.signingIn : text.signIn}
        </Button>
        <p className="jm-login-links">
          <a href="/field">{text.fieldPage}</a>
          <a href="/wall">{text.wallPage}</a>
          <button type="button" onClick={() => setLang(language === 'zh' ? 'en' : 'zh')}>{text.language}</button>
        </p>
      </form>
    </main>
  )
}

/** Ask for the six digits; `onDone` gets the session that now has them. */
export function CodeForm({ onDone }: { onDone: (session: Session) => void }) {
  const text = useText(words)
  const [code, setCode] = useState('')
  const [fault, setFault] = useState<string | null>(null)
  const give = async (digits: string) => {
    setCode(digits)
    setFault(null)
    if (digits.length !== 6) return
    try {
      onDone(await confirmCode(digits))
    } catch (cause) {
      setFault(say(cause))
      setCode('')
    }
  }
  return (
    <div className="jm-code">
      <label htmlFor="jm-code">{text.code} <small>{text.codeHint}</small></label>
      <Input id="jm-code" value={code} inputMode="numeric" autoComplete="one-time-code" maxLength={6} style={{ width: 140, letterSpacing: 4 }} onChange={(e) => void give(e.target.value.replace(/\D/g, ''))} />
      {fault && <p className="jm-login-fault" role="alert">{fault}</p>}
    </div>
  )
}
