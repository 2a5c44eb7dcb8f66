import { useEffect, useRef, useState } from 'react'
import type { MatrixRow } from '@/api/types'
import { useTick } from '@/live/tick'

const IDLE = 60_000

/** The order to show: the one held, until nobody has touched the page for a minute. */
export function orderOf(held: readonly number[], wanted: readonly number[], idle: number): readonly number[] {
  return held.length === 0 || idle > IDLE ? wanted : held
}

/** Rows stay where they are while somebody works; the order is renewed on request or when idle. */
export function useHeldOrder(rows: MatrixRow[]): [MatrixRow[], boolean, () => void] {
  const [held, setHeld] = useState<readonly number[]>([])
  const now = useTick()
  const touched = useRef(0)
  useEffect(() => {
    const touch = () => (touched.current = Date.now())
    window.addEventListener('pointermove', touch)
    window.addEventListener('keydown', touch)
    return () => {
      window.removeEventListener('pointermove', touch)
      window.removeEventListener('keydown', touch)
    }
  }, [])
  const wanted = rows.map((one) => one.area)
  const order = orderOf(held, wanted, now - touched.current)
  const key = order.join()
  useEffect(() => setHeld(key ? key.split(',').map(Number) : []), [key])
  const shown = [...rows].sort((a, b) => order.indexOf(a.area) - order.indexOf(b.area))
  return [shown, shown.map((one) => one.area).join() !== wanted.join(), () => setHeld(wanted)]
}
