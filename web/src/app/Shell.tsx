import { Modal } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import type { Incident } from '@/api/types'
import { useConnection, useTopic } from '@/live/store'
import { useWorlds } from '@/live/clock'
import { Alerts, useUnverified } from './Alerts'
import { Announcer } from './Announcer'
import { ErrorBoundary } from './ErrorBoundary'
import { Icon } from './icons'
import { useIncident, useIncidents } from './incident'
import { useKeys } from './keys'
import { mayOpen, type RailItem } from './pages'
import { linkTo, navigate, useRoute } from './router'
import { useSession } from './session'
import { UnseenIncident } from './states'
import { useLang, useText, pick } from './text'
import { TopBar } from './TopBar'
import { useDelivery } from './useDelivery'
import { words } from './words'
import './shell.css'

const READERS = new Set(['leader', 'kiosk'])

function useRail(): RailItem[] {
  const { post } = useSession()
  const orders = useTopic('orders')
  const unverified = useUnverified().length
  const waiting = orders.filter(
    (one) => one.to_area === post.area && (one.state === 'issued' || one.state === 'delivered'),
  ).length
  const reader = post.roles.every((role) => READERS.has(role))
  const items: RailItem[] = [
    { key: 'situation', path: '/' },
    { key: 'incidents', path: '/incidents', badge: unverified },
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
  // What waits for this post shows on the tab of a page that is not looked at.
  const waiting = rail.reduce((sum, item) => sum + (item.badge ?? 0), 0)
  const bare = segments[0] === 'board'
  useKeys(rail.map((item) => item.path), () => setHelp(true), () => setSearch(true))
  // The address names what is shown from then on: a newer alert must not take the screen away.
  const named = query.get('incident')
  useEffect(() => {
    if (incident && !named) navigate(path, { incident: incident.id }, true)
  }, [incident, named, path])
  useEffect(() => {
    const title = incident ? `${pick(incident.title_zh, incident.title_en, language)} · ${text.name}` : text.name
    document.title = waiting > 0 ? `(${waiting}) ${title}` : title
  }, [incident, waiting, text, language])
  useDelivery()
  const cut = connection.state === 'cut'
  // The list of events stays: it shows what there is instead.
  const lost = named && !incident && connection.held && segments[0] !== 'incidents'
  return (
    <div className={`jm-shell${bare ? ' jm-shell-bare' : ''}${cut ? ' jm-shell-cut' : ''}${connection.state === 'stale' ? ' jm-shell-stale' : ''}`}>
      <TopBar incident={incident} bare={bare} rail={rail} onSearch={() => setSearch(true)} />
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
      <Alerts />
      <main className="jm-main"><ErrorBoundary about={path}>{lost ? <UnseenIncident key={named} /> : children}</ErrorBoundary></main>
      <Announcer />
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
  const { path, segments } = useRoute()
  const found = incidents.filter((one) => `${one.no} ${one.title_zh} ${one.title_en}`.toLowerCase().includes(wanted.toLowerCase()))
  const choose = (id: string) => {
    // An order belongs to its event: of another one, the page is shown without it.
    navigate(segments[0] === 'orders' ? '/orders' : path, { incident: id })
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
