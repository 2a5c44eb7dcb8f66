import { useEffect, useState } from 'react'
import { useText } from '@/app/text'
import { AccountActions } from '../parts/AccountActions'
import { Title } from '../parts/Frame'
import { usePhoneState } from '../phone'
import { text } from '../text'
import type { Reporter } from '../reporter'

/** Whether this page is kept by its service worker and opens without a network. */
function useWorker(): boolean {
  const [active, setActive] = useState(false)
  useEffect(() => {
    void navigator.serviceWorker?.ready.then(() => setActive(true))
  }, [])
  return active
}

/** Account, what is kept on this phone, language, and leaving. */
export function MePage({ session }: { session: Reporter }) {
  const words = useText(text)
  const { items, kept } = usePhoneState()
  const worker = useWorker()
  const storage = kept === null ? words.me.unknownKept : kept ? words.me.kept : words.me.notKept
  return (
    <>
      <Title title={words.me.title} under={`${session.name} · ${session.office}`} />
      <main className="page">
        <dl className="facts">
          <dt>{words.me.account}</dt>
          <dd>{session.account}</dd>
          <dt>{words.me.unit}</dt>
          <dd>{session.area_name}</dd>
          <dt>{words.me.waiting}</dt>
          <dd>{words.me.items(items.length)}</dd>
          <dt>{words.me.storage}</dt>
          <dd>{storage}</dd>
          <dt>{words.me.worker}</dt>
          <dd>{worker ? words.me.workerYes : words.me.workerNo}</dd>
        </dl>
        <AccountActions />
        {items.length > 0 && <small>{words.me.queueStays}</small>}
      </main>
    </>
  )
}
