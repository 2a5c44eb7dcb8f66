import { Button, Input, type InputRef } from 'antd'
import { type FormEvent, useContext, useEffect, useRef, useState } from 'react'
import { confirmCode, login } from '@/api/client'
import type { Session } from '@/api/types'
import { CodeField, say } from './CodeField'
import { EnrolForm } from './EnrolForm'
import { SessionContext } from './session'
import { setLang, useLang, useText } from './text'
import { words } from './words'
import './login.css'

/**
 * Sign in with account and password. `onStart` gets the password before it is tried: the screen
 * changes as soon as it is found right, and its change, if one must follow, asks for it.
 */
export function Login({ onStart, onDone }: { onStart: (password: string) => void; onDone: () => void }) {
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
      onStart(password)
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

/** Ask for the one-time code, or set codes up with somebody who has none yet. */
export function CodeForm({ onDone }: { onDone: (session: Session) => void }) {
  const session = useContext(SessionContext)
  // What it was when the form opened: the session changes under it when the codes are confirmed.
  const [without] = useState(session !== null && !session.second_factor.enrolled)
  if (without) return <div className="jm-code"><EnrolForm onDone={onDone} /></div>
  return <div className="jm-code"><CodeField give={confirmCode} onDone={onDone} /></div>
}
