import { useState } from 'react'
import { api, ProblemError, serverTime, session as askSession } from '@/api/client'
import type { Incident } from '@/api/types'
import { useWorlds, worldClock } from '@/live/clock'
import { useConnection } from '@/live/store'
import { clock, day, position, since, weekday } from './format'
import { Icon } from './icons'
import { EARTHQUAKE, useIncidentNow } from './incident'
import { homeOf, mayOpen, type RailItem } from './pages'
import { linkTo, navigate } from './router'
import { useSession } from './session'
import { useSound } from './sound'
import { pick, setLang, useLang, useText } from './text'
import { useSignOut } from './useSignOut'
import { words } from './words'
import { Zh } from './Zh'

/** What the desk is about, what time it is there, whether it still hears, and who sits at it. */
export function TopBar({ incident, bare, rail, onSearch }: { incident: Incident | null; bare: boolean; rail: readonly RailItem[]; onSearch: () => void }) {
  const text = useText(words)
  const language = useLang()
  const now = useIncidentNow(incident)
  return (
    <header className="jm-top">
      {!bare && <a className="jm-brand" {...linkTo('/')}>{text.name}</a>}
      <button type="button" className="jm-top-title" onClick={onSearch} title={text.switchIncident}>
        <strong>{incident ? pick(incident.title_zh, incident.title_en, language) : text.system}</strong>
        {incident && (
          <span>
            {incident.no} · {text.state[incident.state]} · {position(incident.lon, incident.lat)}
            {incident.depth_km !== null && ` · ${text.depth} ${incident.depth_km} km`}
          </span>
        )}
      </button>
      {incident && (
        <div className="jm-top-cell">
          <span>{incident.hazard === EARTHQUAKE ? text.sinceQuake : text.since}</span>
          <b>{since(now.getTime() - Date.parse(incident.occurred_at))}</b>
        </div>
      )}
      <div className="jm-top-cell">
        <span>{incident?.exercise ? text.worldTime : text.beijing} {day(now)} {weekday(now)}</span>
        <b>{clock(now, true)}</b>
      </div>
      <ConnectionCell incident={incident} />
      <User pages={bare ? rail : []} />
    </header>
  )
}

function User({ pages }: {
  /** Where a page without a rail leads on to. */
  pages: readonly RailItem[]
}) {
  const text = useText(words)
  const language = useLang()
  const { post, posts } = useSession()
  const [menu, setMenu] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const [sounds, toggleSound] = useSound()
  const { signOut, held } = useSignOut()
  const others = posts.filter((one) => one.id !== post.id)
  const go = (path: string) => {
    setMenu(false)
    navigate(path)
  }
  const change = async (id: string, roles: readonly string[]) => {
    setFault(null)
    try {
      // The answer is the new post's session; asking for it makes the whole page go on in it.
      await api.post('/api/session/post', { post: id })
      await askSession(true)
      navigate(homeOf(roles))
    } catch (cause) {
      setFault(cause instanceof ProblemError ? cause.say : String(cause))
    }
  }
  return (
    <div
      className="jm-top-user" onKeyDown={(e) => {
        if (e.key !== 'Escape' || !menu) return
        e.preventDefault()
        setMenu(false)
      }}
      onBlur={(e) => !e.currentTarget.contains(e.relatedTarget) && setMenu(false)}
    >
      <button type="button" aria-haspopup="menu" aria-expanded={menu} onClick={() => setMenu(!menu)}>
        <span><Zh>{post.office.name}</Zh></span>
        <span><Zh>{post.title}</Zh></span>
      </button>
      {menu && (
        <div className="jm-menu" role="menu">
          {others.length > 0 && <span className="jm-menu-head">{text.posts}</span>}
          {others.map((one) => (
            <button key={one.id} type="button" role="menuitem" onClick={() => void change(one.id, one.roles)}><Zh>{`${one.office.name} ${one.title}`}</Zh></button>
          ))}
          {others.length > 0 && <hr />}
          {pages.map((one) => <button key={one.key} type="button" role="menuitem" onClick={() => go(one.path)}>{text.rail[one.key]}</button>)}
          {pages.length > 0 && <hr />}
          {pages.length === 0 && mayOpen(post.roles, 'board') && <button type="button" role="menuitem" onClick={() => go('/board')}>{text.rail.board}</button>}
          <a role="menuitem" href="/field">{text.fieldPage}</a>
          <a role="menuitem" href="/wall">{text.wallPage}</a>
          <button type="button" role="menuitemcheckbox" aria-checked={sounds} onClick={toggleSound}>{sounds ? text.sound.on : text.sound.off}</button>
          <button type="button" role="menuitem" onClick={() => { setLang(language === 'zh' ? 'en' : 'zh'); setMenu(false) }}>{text.language}</button>
          <button type="button" role="menuitem" onClick={() => void signOut()}>{text.signOut}</button>
          {(fault ?? held) && <p className="jm-fault" role="alert">{fault ?? held}</p>}
        </div>
      )}
    </div>
  )
}

function ConnectionCell({ incident }: { incident: Incident | null }) {
  const text = useText(words)
  const world = useWorlds().find((one) => one.id === incident?.world_id)
  const { state, ageSeconds, heardAt } = useConnection()
  if (state === 'cut') {
    // Said once: a counter inside an alert would be read out every second.
    return (
      <div className="jm-top-cell jm-top-cut" role="alert">
        <Icon name="cut" size={18} />
        <span>
          <b>{text.cut} <i aria-hidden="true">{since(ageSeconds * 1000)}</i></b>
          <small>{text.cutDetail(heardAt ? clock(world ? worldClock(world, serverTime(heardAt)) : new Date(heardAt), true) : '—')}</small>
        </span>
      </div>
    )
  }
  const value =
    state === 'connecting' ? text.connecting
    : state === 'stale' ? text.stale(since(ageSeconds * 1000).slice(3))
    : text.ago(ageSeconds)
  return (
    <div className={`jm-top-cell jm-top-live-${state}`}>
      <span>{text.live}</span>
      <b><i aria-hidden="true" />{value}</b>
    </div>
  )
}
