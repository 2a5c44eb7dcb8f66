import { useEffect, useRef, useState } from 'react'
import { api, ProblemError } from '@/api/client'
import type { Order } from '@/api/types'
import { useConnection, useTopic } from '@/live/store'
import { useSession } from './session'

const AGAIN_MS = 10_000

/** The orders to a unit that no screen of it has said to have come. */
export function undelivered(orders: readonly Order[], area: number): string[] {
  return orders.filter((one) => one.to_area === area && one.state === 'issued').map((one) => one.id)
}

/** Tell the issuer that an order has come to this unit's desk; only a desk that is watched by duty says so. */
export function useDelivery(): void {
  const { post } = useSession()
  const orders = useTopic('orders')
  const { state } = useConnection()
  const told = useRef(new Set<string>())
  const [again, setAgain] = useState(0)
  const watched = post.roles.includes('duty')
  const waiting = watched && state === 'live' ? undelivered(orders, post.area).join(' ') : ''
  useEffect(() => {
    for (const id of waiting.split(' ').filter(Boolean)) {
      if (told.current.has(id)) continue
      told.current.add(id)
      api.post(`/api/orders/${id}/deliver`).catch((cause: unknown) => {
        // What the service refuses it refuses again: another desk of the unit was further.
        if (cause instanceof ProblemError && cause.status >= 400 && cause.status < 500) return
        setTimeout(() => {
          told.current.delete(id)
          setAgain((n) => n + 1)
        }, AGAIN_MS)
      })
    }
  }, [waiting, again])
}
