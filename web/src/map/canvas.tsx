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
import type { MapContent } from './content'
import { EdgeChips } from './EdgeChips'
import { watchedOf } from './edge'
import { featuresOf, sameFeatures, viewOf } from './features'
import { fillSource } from './fill'
import { addImages } from './images'
import type { Base } from './outlines'
import { BORDER_LAYERS, buildStyle, FLOW_LAYERS, readTokens, SOURCES, TIP_LAYERS, UNIT_MARKS } from './style'

setWorkerUrl(workerUrl)

const SHANDONG: [number, number, number, number] = [114.6, 34.2, 122.9, 38.6]

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
  onPick: (detail: string | null) => void
  /** The map is drawn, or is there no more. */
  onMap: (map: MapLibreMap | null) => void
  /** This machine cannot draw after all. */
  onFail: () => void
}

/** The map itself; loaded apart because it is the largest part of any page. */
export default function Canvas({ base, content, viewKey, scale, padding, controls, dark, plain, foot, onPick, onMap, onFail }: CanvasProps) {
  const frame = useRef<HTMLDivElement>(null)
  const map = useRef<MapLibreMap | null>(null)
  const [shown, setShown] = useState<MapLibreMap | null>(null)
  const latest = useRef(content)
  const pick = useRef(onPick)
  const held = useRef<Record<string, GeoJSON.FeatureCollection>>({})
  latest.current = content
  pick.current = onPick

  useEffect(() => {
    const element = frame.current
    if (!element) return
    const tokens = readTokens(element)
    const made = begin(onFail, {
      container: element,
      style: buildStyle(tokens, scale),
      bounds: viewOf(latest.current) ?? SHANDONG,
      fitBoundsOptions: { padding },
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
      held.current = fill(made, featuresOf(base, latest.current), {})
      element.dataset['ready'] = 'yes'
    })
    for (const layer of [...TIP_LAYERS, ...FLOW_LAYERS]) {
      made.on('mouseenter', layer, (event) => {
        if (event.features?.[0]?.properties['detail']) made.getCanvas().style.cursor = 'pointer'
      })
      made.on('mouseleave', layer, () => (made.getCanvas().style.cursor = ''))
      made.on('click', layer, (event) => {
        const detail = event.features?.[0]?.properties['detail'] as string | undefined
        if (detail) pick.current(detail)
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
    if (map.current) held.current = fill(map.current, featuresOf(base, content), held.current)
  }, [base, content])

  useEffect(() => {
    for (const layer of BORDER_LAYERS) shown?.setLayoutProperty(layer, 'visibility', plain ? 'none' : 'visible')
    shown?.setLayerZoomRange(UNIT_MARKS.layer, 0, plain ? 24 : UNIT_MARKS.until)
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
    const box = viewOf(latest.current)
    if (first.current !== viewKey && map.current && box) {
      map.current.fitBounds(box, { padding, animate: false })
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
