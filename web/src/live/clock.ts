import { serverTime } from '@/api/client'
import type { World } from '@/api/types'
import { useRecord, useTopic } from './store'
import { useTick } from './tick'

/** What time it is in a world at an instant of real time. */
export function worldClock(world: Pick<World, 'base' | 'started' | 'rate'>, real: number): Date {
  const gone = real - Date.parse(world.started)
  return new Date(Date.parse(world.base) + gone * world.rate)
}

/** The present time of a world, once a second; real time while the world is not known. */
export function useWorldNow(worldId: string | null): Date {
  const world = useRecord('worlds', worldId)
  const real = serverTime(useTick())
  return world ? worldClock(world, real) : new Date(real)
}

/** All worlds this page knows. */
export function useWorlds(): readonly World[] {
  return useTopic('worlds')
}
