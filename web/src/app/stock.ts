import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api } from '@/api/client'
import type { Incident, Stocked, Warehouse } from '@/api/types'

/**
 * A depot. In an exercise its stock is that of the exercise's world: null until that was
 * read, and marked where the reader is only told the real one. What lay in it at a `past` time is not known.
 */
export type Depot = Omit<Warehouse, 'stock'> & { stock: Warehouse['stock'] | null; real?: boolean; past?: boolean }

/** Depots with the stock of an exercise's world, as far as it was told. */
export function stocked(warehouses: readonly Warehouse[], told: readonly Stocked[] | undefined): Depot[] {
  return warehouses.map((one) => {
    const found = told?.find((other) => other.id === one.id)
    return { ...one, stock: found?.stock ?? null, real: found?.world_id === null }
  })
}

/** The depots as the world of an incident has them: live in the real one, asked for in an exercise. */
export function useDepots(warehouses: readonly Warehouse[], incident: Incident | null): readonly Depot[] {
  const id = incident?.id
  const world = incident?.world_id
  const exercise = incident?.exercise ?? false
  // Changes of the real stock name no incident: their versions ask again, the exercise's shipments by their events.
  const versions = warehouses.reduce((sum, one) => sum + one.version, 0)
  const { data } = useQuery({
    queryKey: ['stock', id, world, versions],
    queryFn: ({ signal }) => api.get('/api/warehouses', { signal, query: { world_id: world } }),
    enabled: exercise,
    // Of the same world: what another one holds is no stand-in.
    placeholderData: (before, query) => (query?.queryKey[1] === id ? before : undefined),
  })
  return useMemo(() => (exercise ? stocked(warehouses, data?.items) : warehouses), [exercise, warehouses, data])
}
