import { Button } from 'antd'
import { useState } from 'react'
import { useFirstHour } from '@/api/hooks'
import type { Task } from '@/api/types'
import { countdown, moment, UNKNOWN } from '@/app/format'
import { useIncident, useIncidentNow } from '@/app/incident'
import { useSession } from '@/app/session'
import { Count, Nothing, useCut } from '@/app/states'
import { pick, useLang, useText } from '@/app/text'
import { useAct } from '@/app/useAct'
import { useTopic } from '@/live/store'
import { sortTasks } from '../situation/parts/Dock'
import { FirstHour } from '../situation/parts/FirstHour'
import { nextStep } from './steps'
import { text } from './text'
import { WaiveTask } from './WaiveTask'
import '../situation/situation.css'
import '../page.css'

/** 值守: the first-hour card and all tasks with their clocks. */
export default function Duty() {
  const words = useText(text)
  const language = useLang()
  const incident = useIncident()
  const now = useIncidentNow(incident)
  const { post } = useSession()
  const cut = useCut()
  const tasks = sortTasks(useTopic('tasks').filter((one) => one.incident_id === incident?.id))
  const card = useFirstHour(incident?.id ?? null, post.area)
  const { act, busy, fault } = useAct(incident?.id ?? '')
  const [waiving, setWaiving] = useState<Task | null>(null)
  const mayAct = post.roles.includes('duty') || post.roles.includes('decider')
  return (
    <div className="jm-page">
      <section className="jm-page-main">
        {incident && <FirstHour card={card.data} failed={card.error} now={now} onRetry={() => void card.refetch()} />}
        <header className="jm-page-head"><h1>{words.title}</h1><Count of={tasks.length} />{fault && <span className="jm-fault" role="alert">{fault}</span>}</header>
        <div className="jm-page-body">
          {tasks.length === 0 ? <Nothing title={words.none}>{words.noneNote}</Nothing> : (
            <table className="jm-table">
              <thead><tr><th>{words.task}</th><th>{words.area}</th><th>{words.owner}</th><th>{words.state}</th><th className="jm-num">{words.due}</th><th /></tr></thead>
              <tbody>
                {tasks.map((one) => {
                  const open = one.state !== 'DONE' && one.state !== 'WAIVED'
                  const due = countdown(one.due_at, now, incident?.occurred_at)
                  const step = nextStep(one.state)
                  return (
                    <tr key={one.id} tabIndex={0} data-row>
                      <td title={one.basis_zh}><b>{pick(one.title_zh, one.title_en, language)}</b> {one.sample && <span className="jm-tag">{words.sample}</span>}</td>
                      <td>{one.area_name}</td><td>{one.owner_role_zh}</td><td>{words.states[one.state]}{one.state === 'WAIVED' && one.reason_zh && <small className="jm-note"> {one.reason_zh}</small>}</td>
                      <td className={`jm-num ${open ? `jm-due-${due.tone}` : 'jm-done'}`}>{open ? due.text : one.done_at ? `✓ ${moment(one.done_at, now)}` : ''}</td>
                      <td className="jm-num">
                        {open && mayAct && one.area === post.area && (
                          <span className="jm-row-acts">
                            <Button size="small" disabled={busy || cut !== undefined} title={cut} onClick={() => void act(`/api/tasks/${one.id}/${step}`, {}, one.version)}>{words[step]}</Button>
                            <Button size="small" disabled={busy || cut !== undefined} title={cut} onClick={() => setWaiving(one)}>{words.waive}</Button>
                          </span>
                        )}
                      </td>
                    </tr>
                  )
                })}
              </tbody>
            </table>
          )}
        </div>
      </section>
      <aside className="jm-page-side">
        <div className="jm-record">
          <h2>{words.unknowns} {card.data?.unknowns.length ?? UNKNOWN}</h2>
          <dl>{card.data?.unknowns.map((one) => <div key={one.zh}><dd>{pick(one.zh, one.en, language)}</dd></div>)}</dl>
        </div>
      </aside>
      {waiving && <WaiveTask key={waiving.id} task={waiving} onClose={() => setWaiving(null)} />}
    </div>
  )
}
