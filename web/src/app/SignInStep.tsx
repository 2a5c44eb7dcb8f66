import { Button, Input, type InputRef } from 'antd'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { changePassword, confirmCode } from '@/api/client'
import type { Session } from '@/api/types'
import { CodeField, say } from './CodeField'
import { EnrolForm } from './EnrolForm'
import type { Step } from './sign-in-steps'
import { steps } from './sign-in-text'
import { setLang, useLang, useText } from './text'
import { useSignOut } from './useSignOut'
import { words } from './words'
import './login.css'

const nothing = () => undefined

/** A step between the password and the desk; what it achieves shows in the session. */
export function SignInStep({ step, session, typed, onLater }: {
  step: Step
  session: Session
  /** The password just given, so that its change does not ask for it again. */
  typed: string | null
  onLater: () => void
}) {
  const text = useText(steps)
  const common = useText(words)
  const language = useLang()
  const { signOut, held } = useSignOut()
  const skippable = step !== 'password'
  useEffect(() => {
    if (!skippable) return
    const leave = (event: KeyboardEvent) => event.key === 'Escape' && onLater()
    window.addEventListener('keydown', leave)
    return () => window.removeEventListener('keydown', leave)
  }, [skippable, onLater])
  return (
    <main className="jm-login">
      <section className={`jm-step jm-step-${step}`} aria-labelledby="jm-step-title">
        <h1 id="jm-step-title">{text.titles[step]}<small>{session.post.title} · {session.person.account}</small></h1>
        <p className="jm-step-why">{text.why[step]}</p>
        {step === 'password' && <PasswordForm typed={typed} />}
        {step === 'code' && <CodeField give={confirmCode} onDone={nothing} focused />}
        {step === 'enrol' && <EnrolForm onDone={nothing} />}
        {step !== 'password' && (
          <p className="jm-step-later">
            <Button onClick={onLater}>{text.later} <kbd>Esc</kbd></Button>
            <small>{text.laterHint[step]}</small>
          </p>
        )}
        {held && <p className="jm-login-fault" role="alert">{held}</p>}
        <p className="jm-login-links">
          <button type="button" onClick={() => void signOut()}>{text.other}</button>
          <button type="button" onClick={() => setLang(language === 'zh' ? 'en' : 'zh')}>{common.language}</button>
        </p>
      </section>
    </main>
  )
}

function PasswordForm({ typed }: { typed: string | null }) {
  const text = useText(steps)
  const [present, setPresent] = useState(typed ?? '')
  const [wished, setWished] = useState('')
  const [again, setAgain] = useState('')
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const first = useRef<InputRef>(null)
  useEffect(() => first.current?.focus(), [])

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (wished !== again) return setFault(text.differs)
    setBusy(true)
    setFault(null)
    try {
      await changePassword(present, wished)
    } catch (cause) {
      setFault(say(cause))
      setBusy(false)
    }
  }
  return (
    <form onSubmit={submit}>
      {typed === null && (
        <>
          <label htmlFor="jm-present">{text.present}</label>
          <Input.Password id="jm-present" ref={first} size="large" value={present} autoComplete="current-password" onChange={(e) => setPresent(e.target.value)} />
        </>
      )}
      <label htmlFor="jm-wished">{text.wished}</label>
      <Input.Password id="jm-wished" ref={typed === null ? null : first} size="large" value={wished} autoComplete="new-password" aria-describedby="jm-rule" onChange={(e) => setWished(e.target.value)} />
      <small id="jm-rule">{text.rule}</small>
      <label htmlFor="jm-again">{text.repeat}</label>
      <Input.Password id="jm-again" size="large" value={again} autoComplete="new-password" onChange={(e) => setAgain(e.target.value)} />
      {fault && <p className="jm-login-fault" role="alert">{fault}</p>}
      <Button type="primary" size="large" htmlType="submit" disabled={busy || !present || !wished || !again}>{text.change}</Button>
    </form>
  )
}
