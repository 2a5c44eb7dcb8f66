import type { ReactNode } from 'react'
import { useText } from '@/app/text'
import { usePhoneState } from '../phone'
import { hasLearned } from '../store/phone'
import { text } from '../text'

/** Nothing is there: known to be so, or not known because the centre was never heard on this phone. */
export function Empty({
  icon,
  title,
  hint,
  children,
}: {
  icon: ReactNode
  title: string
  hint: string
  children?: ReactNode
}) {
  const words = useText(text).unread
  const { known, link, refused } = usePhoneState()
  const failed = refused || link === 'none' || link === 'trouble'
  const unread = link === 'sign-in' ? words.signIn : failed ? words.failed : words.reading
  return (
    <div className="empty" role="status">
      {icon}
      <b>{hasLearned(known) ? title : unread}</b>
      {hasLearned(known) && <small>{hint}</small>}
      {children}
    </div>
  )
}
