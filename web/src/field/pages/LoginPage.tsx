import { type FormEvent, useState } from 'react'
import { ProblemError } from '@/api/client'
import { steps } from '@/app/sign-in-text'
import { lang, setLang, useText } from '@/app/text'
import { usePhone, usePhoneState } from '../phone'
import { InitialPasswordError } from '../store/phone'
import { text } from '../text'

/** The first sign-in, where an initial password is changed, and the later ones after a session has ended. */
export function LoginPage({ account, onLater }: { account?: string; onLater?: () => void }) {
  const words = useText(text)
  const change = useText(steps)
  const phone = usePhone()
  const { link } = usePhoneState()
  const [busy, setBusy] = useState(false)
  const [initial, setInitial] = useState(false)
  const [problem, setProblem] = useState('')
  const enter = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const given = (name: string): string => String(form.get(name))
    if (initial && given('wished') !== given('again')) return setProblem(change.differs)
    setBusy(true)
    setProblem('')
    try {
      const wished = initial ? given('wished') : undefined
      await phone.signIn(given('account').trim(), given('password'), wished)
    } catch (cause) {
      if (cause instanceof InitialPasswordError) setInitial(true)
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
          onChange={() => setInitial(false)}
        />
      </label>
      <label>
        {words.login.password}
        <input name="password" type="password" autoComplete="current-password" required />
      </label>
      {initial && (
        <>
          <p>{change.why.password}</p>
          <label>
            {change.wished}
            <input name="wished" type="password" autoComplete="new-password" required autoFocus />
          </label>
          <small>{change.rule}</small>
          <label>
            {change.repeat}
            <input name="again" type="password" autoComplete="new-password" required />
          </label>
        </>
      )}
      {problem && (
        <p className="warn" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" className="strong block" disabled={busy}>
        {busy ? words.login.entering : initial ? change.change : words.login.enter}
      </button>
      <button
        type="button"
        className="link"
        onClick={() => setLang(lang() === 'zh' ? 'en' : 'zh')}
      >
        {words.me.language}
      </button>
      {onLater && (
        <button type="button" className="block" onClick={onLater}>
          {words.login.later}
        </button>
      )}
    </form>
  )
}
