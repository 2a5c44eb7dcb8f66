import { isLate } from '@/api/lateness'
import type { Order } from '@/api/types'
import { useText } from '@/app/text'
import { text } from '../situation/text'
import { STEPS, stepOf } from './group'
import './cells.css'

/** Four cells, 送达 阅知 接受 完成: filled when all have got there, half when some have. */
export function OrderCells({ orders }: { orders: readonly Order[] }) {
  const words = useText(text)
  const steps = orders.map(stepOf)
  const late = orders.some(isLate)
  const refused = orders.some((one) => one.state === 'refused')
  const least = Math.min(...steps)
  const label = STEPS.map((name, i) => `${words.state[name]} ${steps.filter((s) => s > i).length}／${steps.length}`).join('，')
  return (
    <span className="jm-cells" role="img" aria-label={label} title={label}>
      {STEPS.map((name, i) => {
        const there = steps.filter((s) => s > i).length
        const fault = i === least && (late || refused)
        const kind = fault ? 'fault' : there === steps.length ? 'full' : there > 0 ? 'half' : 'none'
        return <i key={name} className={`jm-cell-${kind}`} />
      })}
    </span>
  )
}
