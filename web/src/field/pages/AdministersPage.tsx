import { useText } from '@/app/text'
import { AccountActions } from '../parts/AccountActions'
import { Title, Top } from '../parts/Frame'
import type { Reporter } from '../reporter'
import { text } from '../text'

/** An account that only administers sees no events: it is told so, and where its work is. */
export function AdministersPage({ session }: { session: Reporter }) {
  const words = useText(text)
  return (
    <div className="field">
      <Top incident={undefined} />
      <Title title={words.administers.title} under={`${session.name} · ${session.office}`} />
      <main className="page">
        <p role="status">{words.administers.why}</p>
        <p className="where">{words.administers.where}</p>
        <a className="button strong block" href="/">
          {words.administers.go}
        </a>
        <AccountActions />
      </main>
    </div>
  )
}
