import {
  Map as MapLibreMap,
  type MapOptions,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
} from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import 'maplibre-gl/dist/maplibre-gl.css'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Box } from './address'
import type { MapContent } from './content'
import { EdgeChips } from './EdgeChips'
import { watchedOf } from './edge'
import { featuresOf, sameFeatures, viewOf } from './features'
import { fillSource } from './fill'
import { addImages } from './images'
import { isByReader } from './moves'
import type { Base } from './outlines'
import { BORDER_LAYERS, buildStyle, FLOW_LAYERS, readTokens, SOURCES, TIP_LAYERS, UNIT_MARKS } from './style'

setWorkerUrl(workerUrl)

const SHANDONG: Box = [114.6, 34.2, 122.9, 38.6]

export interface CanvasProps {
  base: Base
  content: MapContent
  /** What the view belongs to: it is set anew only when this changes, never by data. */
  viewKey: string
  scale: number
  padding: number
  controls: boolean
  dark: boolean
  /** Without the borders within the province, and without names. */
  plain: boolean
  /** Where the scale stands, off the picture; without it, in its corner. */
  foot: HTMLElement | null
  /** Where the reader took the map before: it is shown there, whatever it belongs to. */
  box: Box | null
  picked: string | null
  onMove: (box: Box) => void
  onPick: (picked: string) => void
  /** The map is drawn, or is there no more. */
  onMap: (map: MapLibreMap | null) => void
  /** This machine cannot draw after all. */
  onFail: () => void
}

/** The map itself; loaded apart because it is the largest part of any page. */
export default function Canvas({ base, content, viewKey, scale, padding, controls, dark, plain, foot, box, picked, onMove, onPick, onMap, onFail }: CanvasProps) {
  const frame = useRef<HTMLDivElement>(null)
  const map = useRef<MapLibreMap | null>(null)
  const [shown, setShown] = useState<MapLibreMap | null>(null)
  const latest = useRef({ content, picked, box, onPick, onMove })
  const held = useRef<Record<string, GeoJSON.FeatureCollection>>({})
  latest.current = { content, picked, box, onPick, onMove }

  useEffect(() => {
    const element = frame.current
    if (!element) return
    const tokens = readTokens(element)
    const made = begin(onFail, {
      container: element,
      style: buildStyle(tokens, scale),
      bounds: latest.current.box ?? viewOf(latest.current.content) ?? SHANDONG,
      fitBoundsOptions: { padding: latest.current.box ? 0 : padding },
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      maxZoom: 16,
      minZoom: 4,
      localIdeographFontFamily: '"Noto Sans CJK SC","Microsoft YaHei",sans-serif',
      interactive: controls,
      // A name whose second line counts the minutes would fade in anew each time.
      fadeDuration: 0,
    })
    if (!made) return
    made.touchZoomRotate.disableRotation()
    if (controls) made.addControl(new NavigationControl({ showCompass: false }), 'top-right')
    made.on('load', () => {
      addImages(made, { ...tokens, silent: tokens.ink3 }, scale)
      map.current = made
      setShown(made)
      onMap(made)
      held.current = fill(made, featuresOf(base, latest.current.content, latest.current.picked), {})
      element.dataset['ready'] = 'yes'
    })
    made.on('moveend', (event) => {
      if (!isByReader(event)) return
      const seen = made.getBounds()
      latest.current.onMove([seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()])
    })
    for (const layer of [...TIP_LAYERS, ...FLOW_LAYERS]) {
      made.on('mouseenter', layer, (event) => {
        if (event.features?.[0]?.properties['pick']) made.getCanvas().style.cursor = 'pointer'
      })
      made.on('mouseleave', layer, () => (made.getCanvas().style.cursor = ''))
      made.on('click', layer, (event) => {
        const pick = event.features?.[0]?.properties['pick'] as string | undefined
        if (pick) latest.current.onPick(pick)
      })
    }
    return () => {
      map.current = null
      setShown(null)
      onMap(null)
      made.remove()
    }
    // The room about the footprint only matters when a view is set.
  }, [base, scale, controls, dark])

  useEffect(() => {
    if (map.current) held.current = fill(map.current, featuresOf(base, content, picked), held.current)
  }, [base, content, picked])

  useEffect(() => {
    for (const layer of BORDER_LAYERS) shown?.setLayoutProperty(layer, 'visibility', plain ? 'none' : 'visible')
    for (const layer of UNIT_MARKS.layers) shown?.setLayerZoomRange(layer, 0, plain ? 24 : UNIT_MARKS.until)
  }, [shown, plain])

  useEffect(() => {
    if (!shown) return
    const ruler = new ScaleControl({ maxWidth: 90 * scale, unit: 'metric' })
    if (!foot) {
      shown.addControl(ruler, 'bottom-right')
      return
    }
    foot.append(ruler.onAdd(shown))
    return () => ruler.onRemove()
  }, [shown, foot, scale])

  const first = useRef(viewKey)
  useEffect(() => {
    const { box: taken, content: now } = latest.current
    const to = taken ?? viewOf(now)
    if (first.current !== viewKey && map.current && to) {
      map.current.fitBounds(to, { padding: taken ? 0 : padding, animate: false })
    }
    first.current = viewKey
  }, [viewKey, padding])

  const watched = useMemo(() => watchedOf(base, content), [base, content])
  return (
    <>
      <div ref={frame} className="jm-map-canvas" />
      {controls && shown && <EdgeChips map={shown} watched={watched} viewKey={viewKey} />}
    </>
  )
}

/** Begin a map; a machine whose drawing fails at the last moment is told apart, not a fault of the page. */
function begin(onFail: () => void, options: MapOptions): MapLibreMap | null {
  try {
    return new MapLibreMap(options)
  } catch {
    onFail()
    return null
  }
}

/** Give the map what changed since it was last filled; returns what it holds now. */
function fill(
  map: MapLibreMap,
  features: Record<string, GeoJSON.FeatureCollection>,
  held: Record<string, GeoJSON.FeatureCollection>,
): Record<string, GeoJSON.FeatureCollection> {
  for (const name of SOURCES) {
    const data = features[name]
    if (data && !sameFeatures(held[name], data)) fillSource(map, name, data)
  }
  return features
}
