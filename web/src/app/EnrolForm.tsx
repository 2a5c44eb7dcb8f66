import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { confirmEnrolment, enrol } from '@/api/client'
import type { Enrolment, Session } from '@/api/types'
import { CodeField, say } from './CodeField'
import { grouped } from './sign-in-steps'
import { steps } from './sign-in-text'
import { useText } from './text'
import { words } from './words'

/** Set up one-time codes: scan or type the secret, then prove it with the first code. */
export function EnrolForm({ onDone }: { onDone: (session: Session) => void }) {
  const text = useText(steps)
  const common = useText(words)
  const [offer, setOffer] = useState<Enrolment | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    enrol().then(setOffer, (cause: unknown) => setFault(say(cause)))
  }, [])

  if (fault) return <p className="jm-login-fault" role="alert">{fault}</p>
  if (!offer) return <p className="jm-enrol-wait" role="status">{common.loading}</p>
  const copy = () => void navigator.clipboard?.writeText(offer.secret).then(() => setCopied(true))
  return (
    <ol className="jm-enrol">
      <li>
        <span>{text.scan}</span>
        {/* The picture is drawn by our own service, from nothing a person typed. */}
        <div className="jm-enrol-qr" role="img" aria-label={text.picture} dangerouslySetInnerHTML={{ __html: offer.qr_svg }} />
        <span className="jm-enrol-hand">{text.byHand}</span>
        <p className="jm-enrol-key">
          <code>{grouped(offer.secret)}</code>
          <Button size="small" onClick={copy}>{copied ? text.copied : text.copy}</Button>
        </p>
      </li>
      <li>
        <CodeField give={confirmEnrolment} onDone={onDone} label={text.first} focused />
      </li>
    </ol>
  )
}
