import { Input } from 'antd'
import { useText } from '@/app/text'
import { text } from './text'

/** A number typed by a person, or null where it is none. */
export function number(typed: string): number | null {
  const value = Number(typed.trim())
  return typed.trim() === '' || !Number.isFinite(value) ? null : value
}

/** Whether something was typed that is no number: it must not be taken for nothing typed. */
export function misread(typed: string): boolean {
  return typed.trim() !== '' && number(typed) === null
}

/** A field of an incident's form with its name; one for a number says when it holds none. */
export function Field({ id, label, value, hint = '', numeric = false, onChange }: { id: string; label: string; value: string; hint?: string | undefined; numeric?: boolean; onChange: (value: string) => void }) {
  const words = useText(text)
  const wrong = numeric && misread(value)
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <Input id={id} value={value} placeholder={hint} status={wrong ? 'error' : ''} aria-invalid={wrong} aria-describedby={wrong ? `${id}-wrong` : undefined} onChange={(e) => onChange(e.target.value)} />
      {wrong && <small id={`${id}-wrong`} className="jm-fault">{words.badNumber}</small>}
    </div>
  )
}
