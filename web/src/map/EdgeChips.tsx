import type { Map as MapLibreMap } from 'maplibre-gl'
import { useEffect, useRef, useState } from 'react'
import { useText } from '@/app/text'
import { Zh } from '@/app/Zh'
import { around, type Beyond, beyond, WATCHED, type Watched } from './edge'
import { BY_READER } from './moves'
import { text } from './text'

const ROOM = 60

/** At the edge of a map: what that matters lies out of view there; a press takes the view to it. */
export function EdgeChips({ map, watched, viewKey }: { map: MapLibreMap; watched: readonly Watched[]; viewKey: string }) {
  const words = useText(text)
  const [sides, setSides] = useState<Beyond[]>([])
  // What was there when the view was set is no news.
  const known = useRef({ viewKey: '', ids: new Set<string>() })
  if (known.current.viewKey !== viewKey) known.current = { viewKey, ids: new Set(watched.map((one) => one.id)) }
  useEffect(() => {
    const look = () => {
      const { clientWidth: width, clientHeight: height } = map.getContainer()
      const seen = map.getBounds()
      setSides(beyond(watched, { width, height, box: [seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()], project: (at) => map.project(at) }))
    }
    look()
    map.on('move', look)
    map.on('resize', look)
    return () => {
      map.off('move', look)
      map.off('resize', look)
    }
  }, [map, watched])
  const go = (side: Beyond) => {
    map.fitBounds(around(side.items.map((one) => one.at)), { padding: ROOM, maxZoom: map.getZoom(), animate: false }, BY_READER)
    map.getCanvas().focus()
  }
  return sides.map((side) => {
    const all = side.items.map((one) => `${words.watched[one.kind]} ${one.name}`.trim()).join(words.between)
    const label = `${words.beyond} ${words.directions[side.direction]}: ${all} (${words.go})`
    const fresh = side.items.some((one) => !known.current.ids.has(one.id))
    return (
      <button
        key={`${side.direction}-${fresh ? side.items.length : 0}`} type="button" title={label} aria-label={label}
        className={`jm-edge jm-edge-${side.direction}${fresh ? ' jm-edge-new' : ''}`} onClick={() => go(side)}
      >
        <svg viewBox="0 0 12 12" aria-hidden="true" style={{ transform: `rotate(${side.angle}deg)` }}><path d="M6 1 10.5 10.5 6 8 1.5 10.5z" fill="currentColor" /></svg>
        <b>{words.directions[side.direction]}</b>
        <span><Zh>{saidOf(side.items, words)}</Zh></span>
      </button>
    )
  })
}

/** What lies there, the weightiest first: one by its name, several of a kind by their number. */
function saidOf(items: readonly Watched[], words: typeof text.zh): string {
  return WATCHED.flatMap((kind) => {
    const same = items.filter((one) => one.kind === kind)
    const [first] = same
    if (!first) return []
    return [same.length === 1 ? `${words.watched[kind]} ${first.name}`.trim() : words.several(words.watched[kind], same.length)]
  }).join(words.between)
}
