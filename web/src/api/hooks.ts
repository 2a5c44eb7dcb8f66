import { useQuery } from '@tanstack/react-query'
import { api } from './client'

/** Events tell when figures change; this is for the event that never came. */
const BACKSTOP_MS = 60_000

/** Every key names its incident, so that an event of that incident makes it be asked for again. */
const perIncident = <T>(name: string, incident: string | null, ask: (id: string, signal: AbortSignal) => Promise<T>) => ({
  queryKey: [name, incident ?? ''],
  queryFn: ({ signal }: { signal: AbortSignal }) => ask(incident as string, signal),
  enabled: incident !== null,
})

export const useResponses = (incident: string | null) =>
  useQuery({
    ...perIncident('responses', incident, (id, signal) => api.get(`/api/incidents/${id}/responses`, { signal })),
    refetchInterval: BACKSTOP_MS,
  })

export const useFigures = (incident: string | null, area?: number) =>
  useQuery({
    ...perIncident('figures', incident, (id, signal) => api.get(`/api/incidents/${id}/figures`, { signal, query: { area } })),
    queryKey: ['figures', incident ?? '', area ?? -1],
    refetchInterval: BACKSTOP_MS,
  })

export const useFirstHour = (incident: string | null, area: number) =>
  useQuery({
    ...perIncident('first-hour', incident, (id, signal) => api.get(`/api/incidents/${id}/first-hour`, { signal, query: { area } })),
    queryKey: ['first-hour', incident ?? '', area],
    refetchInterval: 20_000,
  })

export const useReports = (incident: string | null, under?: number) =>
  useQuery({
    ...perIncident('reports', incident, (id, signal) => api.get(`/api/incidents/${id}/reports`, { signal, query: { under } })),
    queryKey: ['reports', incident ?? '', under ?? -1],
  })

export const useEstimateVersions = (incident: string | null) =>
  useQuery(perIncident('estimates', incident, (id, signal) => api.get(`/api/incidents/${id}/estimates`, { signal })))

export const useEstimate = (incident: string | null, estimate: string | null) =>
  useQuery({
    queryKey: ['estimate', incident ?? '', estimate ?? ''],
    queryFn: ({ signal }) => api.get(`/api/estimates/${estimate as string}`, { signal }),
    enabled: estimate !== null,
    staleTime: Number.POSITIVE_INFINITY,
  })

export const useIndicators = () =>
  useQuery({
    queryKey: ['indicators'],
    queryFn: ({ signal }) => api.get('/api/indicators', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })

export const useMatrix = (incident: string | null) =>
  useQuery({
    ...perIncident('matrix', incident, (id, signal) => api.get(`/api/incidents/${id}/matrix`, { signal })),
    refetchInterval: 20_000,
  })

/** A table of codes valid today. */
export const useCodes = (table: string) =>
  useQuery({
    queryKey: ['codes', table],
    queryFn: ({ signal }) => api.get(`/api/codes/${table}`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
