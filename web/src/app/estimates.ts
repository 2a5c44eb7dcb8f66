import { useMemo } from 'react'
import { useEstimateVersions } from '@/api/hooks'
import type { Estimate } from '@/api/types'
import { useTopic } from '@/live/store'

/**
 * All versions of an incident's estimates, the newest first, and the question for them: a screen starts
 * with the newest of each kind in the newest incidents, and hears what comes.
 */
export function useEstimates(incident: string | null) {
  const live = useTopic('estimates')
  const query = useEstimateVersions(incident)
  const asked = query.data
  const all = useMemo(() => {
    const known = [...(asked?.items ?? []), ...live].filter((one) => one.incident_id === incident)
    const byId = new Map<string, Estimate>()
    for (const one of known) {
      const held = byId.get(one.id)
      if (!held || held.version <= one.version) byId.set(one.id, one)
    }
    return [...byId.values()].sort((a, b) => b.run_version - a.run_version)
  }, [asked, live, incident])
  return { all, query }
}
