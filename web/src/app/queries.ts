import { QueryClient } from '@tanstack/react-query'
import { ProblemError } from '@/api/client'
import { countedIn, onFrame, onReplace } from '@/live/store'
import { Refresher } from './refresher'

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

const DESK_MS = 1500
const FAR_MS = 5000
/** Screens that are looked at from afar and redrawn less often. */
const FAR = /^\/(board|wall)/

const pace = () => (FAR.test(window.location.pathname) ? FAR_MS : DESK_MS)

/** Figures and gauges are queries: an event of their incident makes them be asked for again. */
export function followEvents(): () => void {
  const refresher = new Refresher(queryClient, pace)
  const stops = [
    onFrame((frame) => frame.i && refresher.heard(countedIn(frame.i), frame.t)),
    onReplace(() => refresher.missed()),
    () => refresher.stop(),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
