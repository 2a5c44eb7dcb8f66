import type { Incident } from '@/api/types'

const OVER = ['closed', 'merged']

/** The incidents that can take another one in: open ones of the same world. */
export function takersOf(incident: Incident, all: readonly Incident[]): Incident[] {
  return all.filter((one) => one.id !== incident.id && one.world_id === incident.world_id && !OVER.includes(one.state))
}
