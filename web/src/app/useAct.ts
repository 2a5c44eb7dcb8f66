import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { api, ProblemError } from '@/api/client'

/** Send one change of a record, keep what went wrong, and ask again for what depends on it. */
export function useAct<T>(invalidate: string) {
  const cache = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const act = useCallback(
    async (path: string, body: unknown = {}, version?: number): Promise<T | null> => {
      setBusy(true)
      setFault(null)
      try {
        return await api.post<T>(path, body, version === undefined ? {} : { version })
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
