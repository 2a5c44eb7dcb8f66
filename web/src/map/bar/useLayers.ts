import { useCallback, useMemo } from 'react'
import { navigate, useRoute } from '@/app/router'
import { type LayerName, layersOff, layersWritten } from '../layers'

/** The layers that the address turns off, and the way to turn others: a link shows the same map. */
export function useLayers(): [ReadonlySet<LayerName>, (off: ReadonlySet<LayerName>) => void] {
  const { path, query } = useRoute()
  const written = query.get('layers')
  const off = useMemo(() => layersOff(written), [written])
  const turn = useCallback((next: ReadonlySet<LayerName>) => navigate(path, { layers: layersWritten(next) }, true), [path])
  return [off, turn]
}
