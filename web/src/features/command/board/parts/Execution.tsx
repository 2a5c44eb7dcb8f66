import { useMatrix } from '@/api/hooks'
import type { Incident } from '@/api/types'
import { countdown } from '@/app/format'
import { Outdated } from '@/app/states'
import { pick, useLang, useText } from '@/app/text'
import { Zh } from '@/app/Zh'
import { useTopic } from '@/live/store'
import { text } from '../text'

/** How far the work has come: silent counties, tasks and orders. */
export function Execution({ incident, now }: { incident: Incident; now: Date }) {
  const words = useText(text)
  const language = useLang()
  const matrix = useMatrix(incident.id)
  const tasks = useTopic('tasks').filter((one) => one.incident_id === incident.id)
  const orders = useTopic('orders').filter((one) => one.incident_id === incident.id && one.state !== 'cancelled')
  const late = tasks.filter((one) => one.state === 'OVERDUE' || ((one.state === 'TODO' || one.state === 'DOING') && Date.parse(one.due_at) < now.getTime()))
  const silent = matrix.data?.items.filter((one) => one.state === 'silent').length ?? null
  const cells: { name: string; value: string; of?: number; tone?: string }[] = [
    { name: words.silent, value: silent === null ? words.none : String(silent), ...(silent ? { tone: 'jm-due-soon' } : {}) },
    { name: words.tasks, value: String(tasks.filter((one) => one.state === 'DONE').length), of: tasks.length },
    { name: words.overdue, value: String(late.length), ...(late.length > 0 ? { tone: 'jm-due-soon' } : {}) },
    { name: words.orders, value: String(orders.filter((one) => one.state === 'done').length), of: orders.length },
  ]
  return (
    <section className="jm-card jm-board-panel">
      <header><h2>{words.execution}</h2>{matrix.error && <Outdated cause={matrix.error} old={matrix.data !== undefined} onRetry={() => void matrix.refetch()} />}</header>
      <div className="jm-board-counts">
        {cells.map((one) => <span key={one.name}><b className={one.tone}>{one.value}{one.of !== undefined && <i>／{one.of}</i>}</b><small>{one.name}</small></span>)}
      </div>
      {late.slice(0, 2).map((one) => <p key={one.id} className="jm-board-late"><b>{countdown(one.due_at, now).text}</b> <Zh>{`${one.area_name} ${pick(one.title_zh, one.title_en, language)} · ${one.owner_role_zh}`}</Zh></p>)}
    </section>
  )
}
