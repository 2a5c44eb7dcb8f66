import { useQuery } from '@tanstack/react-query'
import { api } from './client'
import type {
  EstimateDetail,
  Figures,
  FirstHour,
  Indicator,
  Matrix,
  Page,
  Report,
  ResponseDetail,
} from './types'

/** Every key names its incident, so that an event of that incident makes it be asked for again. */
const perIncident = <T>(name: string, incident: string | null, path: (id: string) => string) => ({
  queryKey: [name, incident ?? ''],
  queryFn: ({ signal }: { signal: AbortSignal }) => api.get<T>(path(incident as string), { signal }),
  enabled: incident !== null,
})

export const useResponses = (incident: string | null) =>
  useQuery(perIncident<Page<ResponseDetail> & { verdict_zh?: string; verdict_en?: string }>('responses', incident, (id) => `/api/incidents/${id}/responses`))

export const useFigures = (incident: string | null, area?: number) =>
  useQuery({
    ...perIncident<Figures>('figures', incident, (id) => `/api/incidents/${id}/figures${area === undefined ? '' : `?area=${area}`}`),
    queryKey: ['figures', incident ?? '', area ?? -1],
  })

export const useFirstHour = (incident: string | null, area: number) =>
  useQuery({
    ...perIncident<FirstHour>('first-hour', incident, (id) => `/api/incidents/${id}/first-hour?area=${area}`),
    queryKey: ['first-hour', incident ?? '', area],
    refetchInterval: 20_000,
  })

export const useReports = (incident: string | null, under?: number) =>
  useQuery({
    ...perIncident<Page<Report>>('reports', incident, (id) => `/api/incidents/${id}/reports${under === undefined ? '' : `?under=${under}`}`),
    queryKey: ['reports', incident ?? '', under ?? -1],
  })

export const useEstimate = (incident: string | null, estimate: string | null) =>
  useQuery({
    queryKey: ['estimate', incident ?? '', estimate ?? ''],
    queryFn: ({ signal }) => api.get<EstimateDetail>(`/api/estimates/${estimate}`, { signal }),
    enabled: estimate !== null,
    staleTime: Number.POSITIVE_INFINITY,
  })

export const useIndicators = () =>
  useQuery({
    queryKey: ['indicators'],
    queryFn: ({ signal }) => api.get<Page<Indicator>>('/api/indicators', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })

export const useMatrix = (incident: string | null) =>
  useQuery({
    ...perIncident<Matrix>('matrix', incident, (id) => `/api/incidents/${id}/matrix`),
    refetchInterval: 20_000,
  })
