import { useMemo } from 'react'
import type { Incident } from '@/api/types'
import { useText } from '@/app/text'
import type { MapContent } from '@/map/content'
import { JinminMap } from '@/map/JinminMap'
import { usePhoneState } from '../phone'
import { text } from '../text'
import type { Reporter } from '../reporter'

const COUNTY = 1_000_000

/** The incident and what this unit has reported, on the same map as every other screen. */
export default function MapPage({
  session,
  incident,
}: {
  session: Reporter
  incident: Incident | undefined
}) {
  const words = useText(text)
  const { known } = usePhoneState()
  const content = useMemo<MapContent>(
    () => ({
      epicentre: incident
        ? {
            lon: incident.lon,
            lat: incident.lat,
            label: incident.magnitude === null ? '' : `M${incident.magnitude.toFixed(1)}`,
          }
        : null,
      emphasis: [session.area - (session.area % COUNTY)],
      marks: known.reports
        .filter((one) => one.incident_id === incident?.id && one.lon !== null && one.lat !== null)
        .map((one) => ({
          id: one.id,
          shape: 'square' as const,
          certainty: one.state === 'verified' ? ('verified' as const) : ('reported' as const),
          lon: one.lon as number,
          lat: one.lat as number,
          label: one.area_name,
          detail: `${one.area_name} ${words.kind[one.kind] ?? ''}`,
        })),
    }),
    [incident, session.area, known.reports, words],
  )
  return (
    <div className="field-map">
      <JinminMap
        content={content}
        viewKey={incident?.id ?? 'none'}
        {...(incident && { fallback: `/api/maps/situation?incident=${incident.id}` })}
      />
    </div>
  )
}
