import { useText } from '@/app/text'
import { areaKm2, areaWords, crosses, lengthKm, lengthWords, type Point } from '../measure'
import { text } from './text'
import type { Measure } from './useMeasure'

/** How long the way is and how much it holds, with buttons for whoever has no keys. */
export function MeasurePanel({ points, measure }: { points: readonly Point[]; measure: Measure }) {
  const words = useText(text)
  const surface = points.length > 2 && !crosses(points) ? areaWords(areaKm2(points)) : null
  return (
    <div className="jm-tool-card jm-tool-measure" role="group" aria-label={words.measure}>
      <p role="status">
        <span>{words.length}</span><b>{lengthWords(lengthKm(points))}</b><small>{words.points(points.length)}</small>
        {points.length > 2 && <><span>{words.area}</span><b>{surface ? `${surface.km2} km²` : words.crossing}</b><small>{surface && words.hectares(surface.hectares, surface.mu)}</small></>}
      </p>
      <p className="jm-tool-how">{words.how}</p>
      <div>
        <button type="button" onClick={measure.centre}>{words.centre}</button>
        <button type="button" disabled={points.length === 0} onClick={measure.undo}>{words.undo}</button>
        <button type="button" disabled={points.length === 0} onClick={measure.begin}>{words.restart}</button>
        <button type="button" onClick={measure.end}>{words.end}</button>
      </div>
    </div>
  )
}
