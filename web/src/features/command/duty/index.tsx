import { Button } from 'antd'
import { useFirstHour } from '@/api/hooks'
import { countdown, moment } from '@/app/format'
import { useIncident, useIncidentNow } from '@/app/incident'
import { useSession } from '@/app/session'
import { Empty } from '@/app/states'
import { defineText, pick, useLang, useText } from '@/app/text'
import { useAct } from '@/app/useAct'
import { useTopic } from '@/live/store'
import { sortTasks } from '../situation/parts/Dock'
import { FirstHour } from '../situation/parts/FirstHour'
import '../situation/situation.css'
import '../page.css'

const text = defineText(
  {
    title: '值守', task: '任务', area: '单位', owner: '责任', basis: '依据', due: '时限', state: '状态',
    states: { TODO: '待办', DOING: '在办', DONE: '完成', OVERDUE: '超时', WAIVED: '免办' } as Record<string, string>,
    start: '开始', done: '完成', none: '尚无任务', noneNote: '启动响应后，按方案生成', sample: '示例方案', unknowns: '尚不清楚',
  },
  {
    title: 'Duty', task: 'Task', area: 'Unit', owner: 'Owner', basis: 'Basis', due: 'Due', state: 'State',
    states: { TODO: 'to do', DOING: 'in hand', DONE: 'done', OVERDUE: 'overdue', WAIVED: 'waived' },
    start: 'Begin', done: 'Done', none: 'No tasks yet', noneNote: 'They follow from the plan once a response is started', sample: 'sample plan', unknowns: 'Not known',
  },
)

/** 值守: the first-hour card and all tasks with their clocks. */
export default function Duty() {
  const words = useText(text)
  const language = useLang()
  const incident = useIncident()
  const now = useIncidentNow(incident)
  const { post } = useSession()
  const tasks = sortTasks(useTopic('tasks').filter((one) => one.incident_id === incident?.id))
  const card = useFirstHour(incident?.id ?? null, post.area)
  const { act, busy, fault } = useAct(incident?.id ?? '')
  const mayAct = post.roles.includes('duty') || post.roles.includes('decider')
  return (
    <div className="jm-page">
      <section className="jm-page-main">
        <FirstHour card={card.data} now={now} />
        <header className="jm-page-head"><h1>{words.title}</h1><span>{tasks.length}</span>{fault && <span className="jm-fault" role="alert">{fault}</span>}</header>
        <div className="jm-page-body">
          {tasks.length === 0 ? <Empty title={words.none}>{words.noneNote}</Empty> : (
            <table className="jm-table">
              <thead><tr><th>{words.task}</th><th>{words.area}</th><th>{words.owner}</th><th>{words.state}</th><th className="jm-num">{words.due}</th><th /></tr></thead>
              <tbody>
                {tasks.map((one) => {
                  const open = one.state !== 'DONE' && one.state !== 'WAIVED'
                  const due = countdown(one.due_at, now, incident?.occurred_at)
                  return (
                    <tr key={one.id} tabIndex={0} data-row>
                      <td title={one.basis_zh}><b>{pick(one.title_zh, one.title_en, language)}</b> {one.sample && <span className="jm-tag">{words.sample}</span>}</td>
                      <td>{one.area_name}</td><td>{one.owner_role_zh}</td><td>{words.states[one.state]}</td>
                      <td className={`jm-num ${open ? `jm-due-${due.tone}` : 'jm-done'}`}>{open ? due.text : one.done_at ? `✓ ${moment(one.done_at, now)}` : ''}</td>
                      <td className="jm-num">
                        {open && mayAct && one.area === post.area && (
                          <Button size="small" disabled={busy} onClick={() => void act(`/api/tasks/${one.id}/${one.state === 'DOING' ? 'done' : 'start'}`, {}, one.version)}>
                            {one.state === 'DOING' ? words.done : words.start}
                          </Button>
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
          <h2>{words.unknowns} {card.data?.unknowns.length ?? 0}</h2>
          <dl>{card.data?.unknowns.map((one) => <div key={one.zh}><dd>{pick(one.zh, one.en, language)}</dd></div>)}</dl>
        </div>
      </aside>
    </div>
  )
}
