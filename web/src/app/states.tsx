import { Button } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { ProblemError } from '@/api/client'
import { useConnection } from '@/live/store'
import { UNKNOWN } from './format'
import { Icon } from './icons'
import { linkTo, useRoute } from './router'
import { useText } from './text'
import { words } from './words'
import './states.css'

/** How long an incident just recorded may take to come over the line. */
const ARRIVING_MS = 5000

/** Why nothing can be sent just now: the line is cut off; undefined while it is not. */
export function useCut(): string | undefined {
  const text = useText(words)
  return useConnection().state === 'cut' ? text.cutDisabled : undefined
}

/** Whether some milliseconds have gone by. */
function useAfter(milliseconds: number): boolean {
  const [over, setOver] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), milliseconds)
    return () => clearTimeout(timer)
  }, [milliseconds])
  return over
}

/** Nothing for 300 ms, then grey lines; never drawn over old data. */
export function Loading() {
  const text = useText(words)
  const late = useAfter(300)
  if (!late) return null
  return (
    <div className="jm-loading" role="status">
      <span className="jm-hidden">{text.loading}</span>
      <i /><i /><i />
    </div>
  )
}

/** A dashed box that says what is missing and until when it is due. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="jm-empty">
      <Icon name="empty" size={24} />
      <strong>{title}</strong>
      {children && <span>{children}</span>}
    </div>
  )
}

/** A list with nothing in it; said only once it was read: before that, nothing shown is a statement. */
export function Nothing({ title, children }: { title: string; children?: ReactNode }) {
  const text = useText(words)
  const { held, state } = useConnection()
  if (held) return <Empty title={title}>{children}</Empty>
  return state === 'cut' ? <Empty title={text.unknownYet}>{text.unknownYetNote}</Empty> : <Loading />
}

/** No incident to show: known to be so, or not yet known. */
export function NoIncident() {
  const text = useText(words)
  return <Nothing title={text.noIncident}>{text.noIncidentNote}</Nothing>
}

/** The incident that the address names is not among those held: after a moment, as it may be arriving. */
export function UnseenIncident() {
  const text = useText(words)
  const { path } = useRoute()
  const late = useAfter(ARRIVING_MS)
  if (!late) return <Loading />
  return (
    <Empty title={text.unseen}>
      {text.unseenNote} <a {...linkTo(path, { incident: null })}>{text.toNewest}</a>
    </Empty>
  )
}

/** How many there are of what live screens hold; unknown before it was read. */
export function Count({ of }: { of: number }) {
  return <span>{useConnection().held ? of : UNKNOWN}</span>
}

/** What went wrong, why, and the button that mends it. */
export function Failed({ cause, onRetry }: { cause: unknown; onRetry?: () => void }) {
  const text = useText(words)
  return (
    <div className="jm-failed" role="alert">
      <strong>{text.failed}</strong>
      <span>{cause instanceof ProblemError ? cause.say : String(cause)}</span>
      {onRetry && <Button size="small" onClick={onRetry}>{text.retry}</Button>}
    </div>
  )
}

/** In a line: that nothing could be read, or, beside old figures, that they are older than they look. */
export function Outdated({ cause, old = true, onRetry }: { cause: unknown; old?: boolean; onRetry: () => void }) {
  const text = useText(words)
  return (
    <span className="jm-outdated" role="status" title={cause instanceof ProblemError ? cause.say : String(cause)}>
      {old ? text.outdated : text.failed}
      <button type="button" onClick={onRetry}>{text.retry}</button>
    </span>
  )
}

/** A whole page that cannot be shown. */
export function Failure({ what, onRetry }: { what: 'route' | 'server'; onRetry?: () => void }) {
  const text = useText(words)
  return (
    <div className="jm-failure">
      <Empty title={what === 'route' ? text.forbidden : text.failed}>
        {what === 'route' ? <a {...linkTo('/')}>{text.toHome}</a> : <Button onClick={onRetry}>{text.retry}</Button>}
      </Empty>
    </div>
  )
}
