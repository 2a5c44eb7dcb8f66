import { Button } from 'antd'
import { useState } from 'react'
import { useMatrix } from '@/api/hooks'
import type { MatrixRow } from '@/api/types'
import { age, clock, intensity, rough } from '@/app/format'
import { useIncident, useIncidentNow } from '@/app/incident'
import { Mark } from '@/app/marks'
import { linkTo, useRoute } from '@/app/router'
import { useSession } from '@/app/session'
import { Empty, Failed, Loading, NoIncident } from '@/app/states'
import { useLang, useText } from '@/app/text'
import { mayReport } from '../report/reporters'
import { daysOf } from './hours'
import { useHeldOrder } from './order'
import { Chase } from './parts/Chase'
import { County } from './parts/County'
import { Relay } from './parts/Relay'
import { text } from './text'
import '../page.css'
import './matrix.css'

const CITY = 2

/** 上报矩阵: counties by hour, the likely worst-hit silent county first. */
export default function Matrix() {
  const words = useText(text)
  const incident = useIncident()
  const now = useIncidentNow(incident)
  const matrix = useMatrix(incident?.id ?? null)
  const { query } = useRoute()
  const [chosen, setChosen] = useState<number | null>(Number(query.get('area')) || null)
  const { post } = useSession()
  const language = useLang()
  const [chasing, setChasing] = useState<MatrixRow | 'group' | null>(null)
  const [relaying, setRelaying] = useState(false)
  const [rows, moved, resort] = useHeldOrder(matrix.data?.items ?? [])
  if (!incident) return <NoIncident />
  if (matrix.error && !matrix.data) return <Failed cause={matrix.error} onRetry={() => void matrix.refetch()} />
  if (!matrix.data) return <Loading />
  const shown = rows.find((one) => one.area === chosen) ?? rows[0] ?? null
  const silent = rows.filter((one) => one.state === 'silent').length
  const late = rows.reduce((sum, one) => sum + one.late_reports, 0)
  const hours = matrix.data.hours
  const mayChase = post.tier <= CITY && (post.roles.includes('duty') || post.roles.includes('decider'))
  return (
    <div className="jm-page">
      <section className="jm-page-main">
        <header className="jm-page-head">
          <span className="jm-big"><b>{rows.length}</b>{words.counties}</span>
          <span className="jm-big"><b>{rows.length - silent}</b>{words.ok}</span>
          <span className="jm-big"><b className={silent > 0 ? 'jm-due-over' : ''}>{silent}</b>{words.silent}</span>
          <span className="jm-big"><b>{late}</b>{words.late}</span>
          <span className="jm-head-end jm-matrix-legend">
            {(['on_time', 'late', 'nil', 'silent', 'not_due'] as const).map((state) => <span key={state}><i className={`jm-hour jm-hour-${state}`}>{state === 'nil' ? 0 : ''}</i>{words.legend[state]}</span>)}
            {mayChase && rows.length > 0 && <Button size="small" onClick={() => setChasing('group')}>{words.chase}…</Button>}
            {mayReport(post.roles) && <a {...linkTo('/reports')}>{words.own}</a>}
            {moved ? <Button size="small" onClick={resort}>{words.resort}</Button> : <span className="jm-tag">{words.sort}</span>}
          </span>
        </header>
        <div className="jm-page-body">
          {rows.length === 0 ? <Empty title={words.none} /> : (
            <table className="jm-table jm-matrix">
              <thead>
                <tr className="jm-matrix-days">
                  <th colSpan={3} />
                  {daysOf(hours, language).map((one) => <th key={one.day} colSpan={one.hours}>{one.day}</th>)}
                  <th />
                </tr>
                <tr>
                  <th>{words.county}</th><th>{words.intensity} <Mark kind="estimate" /></th><th className="jm-num">{words.people} <Mark kind="estimate" /></th>
                  {hours.map((at) => <th key={at} className="jm-matrix-hour">{clock(at).slice(0, 2)}</th>)}
                  <th className="jm-num">{words.last}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((one) => (
                  <tr key={one.area} tabIndex={0} data-row aria-selected={one.area === shown?.area} className={one.state === 'silent' ? 'jm-matrix-silent' : ''}
                    onClick={() => setChosen(one.area)} onKeyDown={(e) => e.key === 'Enter' && setChosen(one.area)}>
                    <td><b>{one.name}</b></td>
                    <td>{one.max_intensity ? intensity(Math.floor(one.max_intensity)) : '—'}</td>
                    <td className="jm-num">{one.exposed_vi ? rough(one.exposed_vi.value) : '—'}</td>
                    {hours.map((at) => {
                      const state = one.cells.find((cell) => cell.at === at)?.state ?? 'not_due'
                      return <td key={at} className="jm-matrix-hour"><i className={`jm-hour jm-hour-${state}`} role="img" aria-label={words.legend[state]}>{state === 'nil' ? 0 : ''}</i></td>
                    })}
                    <td className={`jm-num${one.state === 'silent' ? ' jm-due-over' : ''}`}>{one.last_at ? age(one.last_at, now) : words.never}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </div>
      </section>
      <aside className="jm-page-side">
        {shown ? <County row={shown} incidentId={incident.id} now={now} /> : <Empty title={words.pick}>{words.pickNote}</Empty>}
        <footer className="jm-matrix-acts">
          {mayReport(post.roles) && <Button onClick={() => setRelaying(true)}>{words.relay}…</Button>}
          {mayChase && shown && <Button type={shown.state === 'silent' ? 'primary' : 'default'} onClick={() => setChasing(shown)}>{words.order}…</Button>}
        </footer>
      </aside>
      {relaying && <Relay onClose={() => setRelaying(false)} />}
      {chasing && <Chase incidentId={incident.id} rows={rows} one={chasing === 'group' ? null : chasing} now={now} onClose={() => setChasing(null)} />}
    </div>
  )
}
