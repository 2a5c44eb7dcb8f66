import { useQuery } from '@tanstack/react-query'
import { api } from '@/api/client'

/** What the chart and the counties' table are made of; one request each, never a page of reports. */
export const COUNTED = ['injured', 'houses_or_walls_damaged', 'collapsed_rooms'] as const

/** An area's reported figure as it stood after each report. */
export const useSeries = (incident: string, area: number, indicator: string) =>
  useQuery({
    queryKey: ['series', incident, area, indicator],
    queryFn: ({ signal }) => api.get(`/api/incidents/${incident}/reports/series`, { signal, query: { area, indicators: indicator } }),
  })

/** The newest figures of each county of an area that was heard from. */
export const useCountyFigures = (incident: string, area: number) =>
  useQuery({
    queryKey: ['county-figures', incident, area],
    queryFn: ({ signal }) => api.get(`/api/incidents/${incident}/figures/counties`, { signal, query: { area, indicators: COUNTED.join() } }),
  })
