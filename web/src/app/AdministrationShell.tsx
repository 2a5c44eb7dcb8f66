import { type ReactNode, useEffect, useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { api, serverTime } from '@/api/client'
import { useTick } from '@/live/tick'
import { clock, day, weekday } from './format'
import { ErrorBoundary } from './ErrorBoundary'
import { Icon } from './icons'
import { useKeys } from './keys'
import { type AdministrationPage, administrationOf, homeOf, mayOpen } from './pages'
import { linkTo, navigate, useRoute } from './router'
import { useSession } from './session'
import { setLang, useLang, useText } from './text'
import { useSignOut } from './useSignOut'
import { words } from './words'
import { Zh } from './Zh'
import './shell.css'

const WAITING_MS = 30_000

const nothing = () => undefined

/** The frame of the administrators' pages: no incident, nothing live, by the rule that parts their offices. */
export function AdministrationShell({ children }: { children: ReactNode }) {
  const { path, segments } = useRoute()
  const { post } = useSession()
  const text = useText(words)
  const pages = administrationOf(post.roles)
  const here = pages.find((page) => page === segments[0])
  const waiting = useWaiting()
  const home = homeOf(post.roles)
  useKeys(pages.map((page) => `/${page}`), nothing, nothing)
  // An address of the command, kept from another post, leads to where this one works.
  useEffect(() => {
    if (!here) navigate(home, {}, true)
  }, [here, home])
  useEffect(() => {
    document.title = here ? `${text.administration[here]} · ${text.name}` : text.name
  }, [here, text])
  return (
    <div className="jm-shell">
      <TopBar />
      <nav className="jm-rail" aria-label={text.name}>
        {pages.map((page: AdministrationPage) => (
          <a key={page} {...linkTo(`/${page}`)} aria-current={path.startsWith(`/${page}`) ? 'page' : undefined}>
            <Icon name={page} />
            {text.administration[page]}
            {page === 'grants' && waiting > 0 ? <b aria-label={String(waiting)}>{waiting}</b> : null}
          </a>
        ))}
      </nav>
      <main className="jm-main"><ErrorBoundary about={path}>{here && children}</ErrorBoundary></main>
    </div>
  )
}

/** How many posts wait for this post to confirm them. */
function useWaiting(): number {
  const { post, second_factor } = useSession()
  const { data } = useQuery({
    queryKey: ['grants', 'count'],
    queryFn: ({ signal }) => api.get('/api/grants', { signal, query: { limit: 1 } }),
    enabled: mayOpen(post.roles, 'grants') && second_factor.given,
    refetchInterval: WAITING_MS,
  })
  return data?.total ?? 0
}

function TopBar() {
  const text = useText(words)
  const language = useLang()
  const session = useSession()
  const [menu, setMenu] = useState(false)
  const { signOut, held } = useSignOut()
  const now = new Date(serverTime(useTick()))
  return (
    <header className="jm-top">
      <a className="jm-brand" {...linkTo(homeOf(session.post.roles))}>{text.name}</a>
      <div className="jm-top-title jm-top-still">
        <strong>{text.system}</strong>
        <span>{text.administers}</span>
      </div>
      <div className="jm-top-cell">
        <span>{text.beijing} {day(now)} {weekday(now)}</span>
        <b>{clock(now, true)}</b>
      </div>
      <div
        className="jm-top-user" onKeyDown={(e) => e.key === 'Escape' && setMenu(false)}
        onBlur={(e) => !e.currentTarget.contains(e.relatedTarget) && setMenu(false)}
      >
        <button type="button" aria-haspopup="menu" aria-expanded={menu} onClick={() => setMenu(!menu)}>
          <span><Zh>{session.post.office.name}</Zh></span>
          <span><Zh>{session.post.title}</Zh></span>
        </button>
        {menu && (
          <div className="jm-menu" role="menu">
            <button type="button" role="menuitem" onClick={() => setLang(language === 'zh' ? 'en' : 'zh')}>{text.language}</button>
            <button type="button" role="menuitem" onClick={() => void signOut()}>{text.signOut}</button>
            {held && <p className="jm-fault" role="alert">{held}</p>}
          </div>
        )}
      </div>
    </header>
  )
}
