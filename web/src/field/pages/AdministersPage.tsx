import { lang, setLang, useText } from '@/app/text'
import { Title, Top } from '../parts/Frame'
import { SureButton } from '../parts/SureButton'
import { usePhone } from '../phone'
import type { Reporter } from '../reporter'
import { text } from '../text'

/** An account that only administers sees no events: it is told so, and where its work is. */
export function AdministersPage({ session }: { session: Reporter }) {
  const words = useText(text)
  const phone = usePhone()
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
        <button
          type="button"
          className="block"
          onClick={() => setLang(lang() === 'zh' ? 'en' : 'zh')}
        >
          {words.me.language}
        </button>
        <SureButton
          className="block"
          say={words.me.signOut}
          sure={words.me.signOutSure}
          onSure={() => void phone.signOut()}
        />
      </main>
    </div>
  )
}
