import { useMemo } from 'react'
import type { Incident } from '@/api/types'
import { useWorldNow } from '@/live/clock'
import { useTopic } from '@/live/store'
import { useRoute } from './router'

/** The code of earthquakes among the hazards: only they have a magnitude and an instant to count from. */
export const EARTHQUAKE = '020100'

const OVER = new Set(['closed', 'merged'])

/** Incidents under way, the newest first; closed ones after them. */
export function useIncidents(): Incident[] {
  const items = useTopic('incidents')
  return useMemo(
    () =>
      [...items].sort(
        (a, b) =>
          Number(OVER.has(a.state)) - Number(OVER.has(b.state)) ||
          Date.parse(b.recorded_at) - Date.parse(a.recorded_at),
      ),
    [items],
  )
}

/** The incident in view: the one the address names and never another; where it names none, the newest under way. */
export function useIncident(): Incident | null {
  const incidents = useIncidents()
  const asked = useRoute().query.get('incident')
  return (asked ? incidents.find((one) => one.id === asked) : incidents[0]) ?? null
}

/** The time in the world of an incident. */
export function useIncidentNow(incident: Incident | null): Date {
  return useWorldNow(incident?.world_id ?? null)
}
