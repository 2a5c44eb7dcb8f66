import type { GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl'
import type { SourceName } from './style'

/** Give one source of a map what it shows; a map that was taken away has neither style nor sources. */
export function fillSource(map: MapLibreMap, name: SourceName, data: GeoJSON.FeatureCollection): void {
  const style = map.style as MapLibreMap['style'] | undefined
  void (style?.getSource(name) as GeoJSONSource | undefined)?.setData(data)
}
