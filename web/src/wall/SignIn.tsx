import { type FormEvent, useState } from 'react'
import { login, ProblemError } from '@/api/client'
import { useText } from '@/app/text'
import { text } from './text'

/** The one time that somebody touches a wall: its own account. */
export function SignIn() {
  const words = useText(text)
  const [fault, setFault] = useState('')
  const enter = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    try {
      await login(String(form.get('account')).trim(), String(form.get('password')))
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
    </form>
  )
}
