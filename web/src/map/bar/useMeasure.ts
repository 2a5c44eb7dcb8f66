import type { MapMouseEvent } from 'maplibre-gl'
import { useCallback, useEffect, useState } from 'react'
import { fillSource } from '../fill'
import type { MapTools } from '../JinminMap'
import { featuresOfWay, type Point } from '../measure'

export interface Measure {
  /** Null while nothing is measured. */
  points: readonly Point[] | null
  begin: () => void
  end: () => void
  undo: () => void
  /** Add the point in the middle of the picture. */
  centre: () => void
}

const typing = (target: EventTarget | null) => target instanceof Element && target.closest('input, textarea, select') !== null

/** Measuring on a map: presses and keys add and remove points, the way is drawn as it grows. */
export function useMeasure({ map, quiet }: MapTools): Measure {
  const [points, setPoints] = useState<readonly Point[] | null>(null)
  const measuring = points !== null
  const add = useCallback((lon: number, lat: number) => setPoints((old) => {
    const [x, y] = old?.at(-1) ?? []
    // The second press of a double one is no second point.
    return x === lon && y === lat ? old : [...(old ?? []), [lon, lat]]
  }), [])
  const begin = useCallback(() => {
    setPoints([])
    map.getCanvas().focus()
  }, [map])
  const end = useCallback(() => {
    setPoints(null)
    map.getCanvas().focus()
  }, [map])
  const undo = useCallback(() => setPoints((old) => old?.slice(0, -1) ?? null), [])
  const centre = useCallback(() => {
    const { lng, lat } = map.getCenter()
    add(lng, lat)
  }, [map, add])

  useEffect(() => {
    if (!measuring) return
    const frame = map.getContainer().closest('.jm-map') ?? map.getContainer()
    const press = ({ lngLat }: MapMouseEvent) => add(lngLat.lng, lngLat.lat)
    const key = (event: Event) => {
      const { key: name, target } = event as KeyboardEvent
      if (typing(target)) return
      if (name === 'Escape') end()
      else if (name === 'Backspace') undo()
      else if (name === 'Enter' && target === map.getCanvas()) centre()
      else return
      event.preventDefault()
    }
    quiet.current = true
    map.on('click', press)
    map.doubleClickZoom.disable()
    frame.addEventListener('keydown', key)
    return () => {
      quiet.current = false
      map.off('click', press)
      map.doubleClickZoom.enable()
      frame.removeEventListener('keydown', key)
    }
  }, [map, quiet, measuring, add, end, undo, centre])

  useEffect(() => {
    fillSource(map, 'measure', featuresOfWay(points ?? []))
  }, [map, points])
  return { points, begin, end, undo, centre }
}
