import { type ReactNode, useEffect, useState } from 'react'

const LAPSE_MS = 4_000

/** A button that asks once more, in place, before it does what cannot be taken back. */
export function SureButton({
  say,
  label,
  sure,
  onSure,
  className,
  disabled,
}: {
  say: ReactNode
  /** Its name, where what it shows is a picture. */
  label?: string
  sure: string
  onSure: () => void
  className?: string
  disabled?: boolean
}) {
  const [asked, setAsked] = useState(false)
  useEffect(() => {
    if (!asked) return
    const timer = setTimeout(() => setAsked(false), LAPSE_MS)
    return () => clearTimeout(timer)
  }, [asked])
  return (
    <button
      type="button"
      className={className}
      disabled={disabled}
      aria-label={asked ? undefined : label}
      data-asked={asked || undefined}
      onClick={() => (asked ? onSure() : setAsked(true))}
    >
      {asked ? sure : say}
    </button>
  )
}
