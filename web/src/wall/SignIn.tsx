import { type FormEvent, useState } from 'react'
import { login, logout, ProblemError } from '@/api/client'
import { lang, setLang, useText } from '@/app/text'
import { barredBy } from './admission'
import { text } from './text'

/** The one time that somebody touches a wall: its own account. */
export function SignIn() {
  const words = useText(text)
  const [fault, setFault] = useState('')
  const enter = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    try {
      const entered = await login(String(form.get('account')).trim(), String(form.get('password')))
      const barred = barredBy(entered)
      if (!barred) return
      setFault(words.login.barred[barred])
      await logout().catch(() => undefined)
    } catch (cause) {
      setFault(cause instanceof ProblemError ? cause.say : String(cause))
    }
  }
  return (
    <form className="wall-login" onSubmit={(event) => void enter(event)}>
      <h1>{words.login.title}</h1>
      <p>{words.login.hint}</p>
      <label>
        {words.login.account}
        <input name="account" autoComplete="username" required />
      </label>
      <label>
        {words.login.password}
        <input name="password" type="password" autoComplete="current-password" required />
      </label>
      {fault && <p role="alert">{fault}</p>}
      <button type="submit">{words.login.enter}</button>
      <button type="button" onClick={() => setLang(lang() === 'zh' ? 'en' : 'zh')}>
        {words.login.language}
      </button>
    </form>
  )
}
