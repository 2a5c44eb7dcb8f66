import { Modal } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { logout, serverTime } from '@/api/client'
import type { Incident } from '@/api/types'
import { useConnection, useTopic } from '@/live/store'
import { useWorlds, worldClock } from '@/live/clock'
import { clock, day, position, since, weekday } from './format'
import { Icon } from './icons'
import { useIncident, useIncidentNow, useIncidents } from './incident'
import { useKeys } from './keys'
import { mayOpen } from './pages'
import { linkTo, navigate, useRoute } from './router'
import { useSession } from './session'
import { setLang, useLang, useText, pick } from './text'
import { words } from './words'
import { Zh } from './Zh'
import './shell.css'

const READERS = new Set(['leader', 'kiosk'])

interface RailItem {
  key: 'situation' | 'incidents' | 'reports' | 'estimates' | 'orders' | 'dispatch' | 'duty'
  path: string
  badge?: number
}

function useRail(): RailItem[] {
  const { post } = useSession()
  const orders = useTopic('orders')
  const waiting = orders.filter(
    (one) => one.to_area === post.area && (one.state === 'issued' || one.state === 'delivered'),
  ).length
  const reader = post.roles.every((role) => READERS.has(role))
  const items: RailItem[] = [
    { key: 'situation', path: '/' },
    { key: 'incidents', path: '/incidents' },
    { key: 'reports', path: post.tier >= 3 && !reader ? '/reports' : '/reports/matrix' },
    { key: 'estimates', path: '/estimates' },
    { key: 'orders', path: '/orders', badge: waiting },
    { key: 'dispatch', path: '/dispatch' },
    { key: 'duty', path: '/duty' },
  ]
  return items.filter((item) => mayOpen(post.roles, item.key))
}

/** The frame of every screen: what it is about, what time it is there, and whether it still hears. */
export function Shell({ children }: { children: ReactNode }) {
  const { path, segments, query } = useRoute()
  const incident = useIncident()
  const connection = useConnection()
  const rail = useRail()
  const text = useText(words)
  const language = useLang()
  const [help, setHelp] = useState(false)
  const [search, setSearch] = useState(false)
  const bare = segments[0] === 'board'
  useKeys(rail.map((item) => item.path), () => setHelp(true), () => setSearch(true))
  // The address names what is shown from then on: a newer alert must not take the screen away.
  const named = query.get('incident')
  useEffect(() => {
    if (incident && named !== incident.id) navigate(path, { incident: incident.id }, true)
  }, [incident, named, path])
  useEffect(() => {
    document.title = incident ? `${pick(incident.title_zh, incident.title_en, language)} · ${text.name}` : text.name
  }, [incident, text, language])
  const cut = connection.state === 'cut'
  return (
    <div className={`jm-shell${bare ? ' jm-shell-bare' : ''}${cut ? ' jm-shell-cut' : ''}${connection.state === 'stale' ? ' jm-shell-stale' : ''}`}>
      <TopBar incident={incident} bare={bare} onSearch={() => setSearch(true)} />
      <ExerciseStrip incident={incident} />
      {!bare && (
        <nav className="jm-rail" aria-label={text.name}>
          {rail.map((item) => (
            <a key={item.key} {...linkTo(item.path)} aria-current={isHere(path, item.path) ? 'page' : undefined}>
              <Icon name={item.key} />
              {text.rail[item.key]}
              {item.badge ? <b aria-label={String(item.badge)}>{item.badge}</b> : null}
            </a>
          ))}
        </nav>
      )}
      <main className="jm-main">{children}</main>
      <p className="jm-hidden" role="status" aria-live="polite">{cut ? text.cut : ''}</p>
      <Modal open={help} title={text.keys} footer={text.keyNote} onCancel={() => setHelp(false)} width={420}>
        <dl className="jm-keys">
          {text.keyList.map(([key, what]) => (
            <div key={key}><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div>
          ))}
        </dl>
      </Modal>
      {search && <IncidentPicker onClose={() => setSearch(false)} />}
    </div>
  )
}

function isHere(path: string, target: string): boolean {
  if (target === '/') return path === '/'
  const root = `/${target.split('/')[1]}`
  return path === root || path.startsWith(`${root}/`)
}

function TopBar({ incident, bare, onSearch }: { incident: Incident | null; bare: boolean; onSearch: () => void }) {
  const text = useText(words)
  const language = useLang()
  const session = useSession()
  const now = useIncidentNow(incident)
  const [menu, setMenu] = useState(false)
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
          <span>{text.since}</span>
          <b>{since(now.getTime() - Date.parse(incident.occurred_at))}</b>
        </div>
      )}
      <div className="jm-top-cell">
        <span>{text.beijing} {day(now)} {weekday(now)}</span>
        <b>{clock(now, true)}</b>
      </div>
      <ConnectionCell incident={incident} />
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
            {mayOpen(session.post.roles, 'board') && <button type="button" role="menuitem" onClick={() => navigate('/board')}>{text.rail.board}</button>}
            <a role="menuitem" href="/field">{text.fieldPage}</a>
            <a role="menuitem" href="/wall">{text.wallPage}</a>
            <button type="button" role="menuitem" onClick={() => setLang(language === 'zh' ? 'en' : 'zh')}>{text.language}</button>
            <button type="button" role="menuitem" onClick={() => void logout()}>{text.signOut}</button>
          </div>
        )}
      </div>
    </header>
  )
}

function ConnectionCell({ incident }: { incident: Incident | null }) {
  const text = useText(words)
  const world = useWorlds().find((one) => one.id === incident?.world_id)
  const { state, ageSeconds, heardAt } = useConnection()
  if (state === 'cut') {
    return (
      <div className="jm-top-cell jm-top-cut" role="alert">
        <Icon name="cut" size={18} />
        <span>
          <b>{text.cut} {since(ageSeconds * 1000)}</b>
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

/** Hatched on every page of an exercise; nobody may take it for the real world. */
function ExerciseStrip({ incident }: { incident: Incident | null }) {
  const text = useText(words)
  const worlds = useWorlds()
  const language = useLang()
  if (!incident?.exercise) return null
  const world = worlds.find((one) => one.id === incident.world_id)
  const name = world ? pick(world.name_zh, world.name_en, language) : ''
  return (
    <div className="jm-exercise" role="note">
      <i aria-hidden="true" />
      <span><b>{text.exercise}</b> · {text.exerciseNote(name, String(world?.rate ?? 1))}</span>
      <i aria-hidden="true" />
    </div>
  )
}

function IncidentPicker({ onClose }: { onClose: () => void }) {
  const text = useText(words)
  const language = useLang()
  const incidents = useIncidents()
  const [wanted, setWanted] = useState('')
  const { path } = useRoute()
  const found = incidents.filter((one) => `${one.no} ${one.title_zh} ${one.title_en}`.toLowerCase().includes(wanted.toLowerCase()))
  const choose = (id: string) => {
    navigate(path, { incident: id })
    onClose()
  }
  return (
    <Modal open title={text.switchIncident} footer={null} onCancel={onClose} width={520}>
      <input
        className="jm-picker-input" autoFocus value={wanted} aria-label={text.switchIncident}
        onChange={(e) => setWanted(e.target.value)}
        onKeyDown={(e) => e.key === 'Enter' && found[0] && choose(found[0].id)}
      />
      <ul className="jm-picker">
        {found.slice(0, 12).map((one) => (
          <li key={one.id}>
            <button type="button" onClick={() => choose(one.id)}>
              <b>{pick(one.title_zh, one.title_en, language)}</b>
              <span>{one.no} · {text.state[one.state]}{one.exercise ? ` · ${text.exercise}` : ''}</span>
            </button>
          </li>
        ))}
      </ul>
    </Modal>
  )
}
