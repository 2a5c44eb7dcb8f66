import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import type { Answer, Body, Known } from '@/api/addresses'
import { api, ProblemError } from '@/api/client'

/** Send one change of a record, keep what went wrong, and ask again for what depends on it. */
export function useAct(invalidate: string) {
  const cache = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const act = useCallback(
    async <const A extends string>(address: A & Known<'post', A>, body?: Body<'post', A>, version?: number): Promise<Answer<'post', A> | null> => {
      setBusy(true)
      setFault(null)
      try {
        return await api.post<A>(address, body, version === undefined ? {} : { version })
      } catch (cause) {
        setFault(cause instanceof ProblemError ? cause.say : String(cause))
        return null
      } finally {
        void cache.invalidateQueries({ predicate: (query) => query.queryKey.includes(invalidate) })
        setBusy(false)
      }
    },
    [cache, invalidate],
  )
  return { act, busy, fault, setFault }
}
