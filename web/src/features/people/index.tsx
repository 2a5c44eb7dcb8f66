import { useQueryClient } from '@tanstack/react-query'
import type { AdministrationPage } from '@/app/pages'
import { CodeForm } from '@/app/Login'
import { useSession } from '@/app/session'
import { useText } from '@/app/text'
import { Attempts } from './Attempts'
import { Audit } from './Audit'
import { Grants } from './Grants'
import { Offices } from './Offices'
import { People } from './People'
import { text } from './text'
import '../command/page.css'
import './people.css'

const PAGES: Record<AdministrationPage, () => React.ReactNode> = {
  people: People,
  offices: Offices,
  grants: Grants,
  audit: Audit,
  attempts: Attempts,
}

/** 人员、机构、确认、审计: what the three administrators look after, each a part of it. */
export default function Administration({ page }: { page: AdministrationPage }) {
  const words = useText(text)
  const { second_factor } = useSession()
  const cache = useQueryClient()
  // Everything here asks for the code; without it there is nothing to draw.
  if (!second_factor.given) {
    return (
      <section className="jm-people-code">
        <h1>{words.codeNeeded}</h1>
        <CodeForm onDone={() => void cache.invalidateQueries()} />
      </section>
    )
  }
  const Page = PAGES[page]
  return <Page />
}
