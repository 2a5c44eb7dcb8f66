import { type FormEvent, useState } from 'react'
import { ProblemError } from '@/api/client'
import { useText } from '@/app/text'
import { usePhone, usePhoneState } from '../phone'
import { InitialPasswordError } from '../store/phone'
import { text } from '../text'

/** The first sign-in, and the later ones after a session has ended. */
export function LoginPage({ account, onLater }: { account?: string; onLater?: () => void }) {
  const words = useText(text)
  const phone = usePhone()
  const { link } = usePhoneState()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const enter = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setBusy(true)
    setProblem('')
    try {
      await phone.signIn(String(form.get('account')).trim(), String(form.get('password')))
    } catch (cause) {
      if (cause instanceof InitialPasswordError) setProblem(words.login.initial)
      else setProblem(cause instanceof ProblemError ? cause.say : words.login.offline)
      setBusy(false)
    }
  }
  return (
    <form className="login" onSubmit={(event) => void enter(event)}>
      <h1>{words.app}</h1>
      <p>{link === 'none' ? words.login.offline : words.login.hint}</p>
      <label>
        {words.login.account}
        <input
          name="account"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          defaultValue={account}
        />
      </label>
      <label>
        {words.login.password}
        <input name="password" type="password" autoComplete="current-password" required />
      </label>
      {problem && (
        <p className="warn" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" className="strong block" disabled={busy}>
        {busy ? words.login.entering : words.login.enter}
      </button>
      {onLater && (
        <button type="button" className="block" onClick={onLater}>
          {words.login.later}
        </button>
      )}
    </form>
  )
}
