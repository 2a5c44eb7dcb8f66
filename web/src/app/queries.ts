import { QueryClient } from '@tanstack/react-query'
import { ProblemError } from '@/api/client'
import { onFrame } from '@/live/store'

/** One cache for every figure that is asked for and not pushed. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      retry: (count, cause) =>
        count < 3 && !(cause instanceof ProblemError && cause.status >= 400 && cause.status < 500),
    },
  },
})

const WAIT = 250
const pending = new Set<string>()
let timer: ReturnType<typeof setTimeout> | null = null

/** Figures and gauges are queries: an event of their incident makes them be asked for again. */
export function followEvents(): () => void {
  return onFrame((frame) => {
    if (!frame.i) return
    pending.add(frame.i)
    timer ??= setTimeout(() => {
      timer = null
      const touched = new Set(pending)
      pending.clear()
      void queryClient.invalidateQueries({
        predicate: (query) => query.queryKey.some((part) => typeof part === 'string' && touched.has(part)),
      })
    }, WAIT)
  })
}
