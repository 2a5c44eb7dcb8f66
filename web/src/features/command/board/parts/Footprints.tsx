import { useMemo } from 'react'
import type { Estimate, Incident } from '@/api/types'
import { Mark } from '@/app/marks'
import { useText } from '@/app/text'
import { Zh } from '@/app/Zh'
import { JinminMap } from '@/map/JinminMap'
import { text } from '../text'

/** The official footprint over the first estimate. */
export function Footprints({ incident, area, first, official }: { incident: Incident; area: number; first: Estimate | null; official: Estimate | null }) {
  const words = useText(text)
  const content = useMemo(
    () => ({
      epicentre: { lon: incident.lon, lat: incident.lat, label: '' },
      own: area,
      bands: [...(first?.footprint?.bands ?? []).map((band) => ({ ...band, ...(official ? { p: [] } : {}) })), ...(official?.footprint?.bands ?? [])],
    }),
    [incident, area, first, official],
  )
  return (
    <section className="jm-card jm-board-panel">
      <header>
        <h2>{words.map}</h2>
        {official
          ? <span className="jm-panel-end jm-board-official"><Mark kind="verified" /> <span title={official.source_zh ?? ''}><Zh>{official.source_zh ?? ''}</Zh></span> · {words.modelVsOfficial}</span>
          : <span className="jm-panel-end"><Mark kind="estimate" /></span>}
      </header>
      <JinminMap content={content} viewKey={`${incident.id}${first ? 'f' : ''}${official ? 'o' : ''}`} fallback={`/api/maps/situation?incident=${incident.id}`} />
    </section>
  )
}
