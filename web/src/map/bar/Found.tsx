import { useEffect } from 'react'
import { useText } from '@/app/text'
import { Zh } from '@/app/Zh'
import { fillSource } from '../fill'
import { NOTHING } from '../features'
import { BY_READER } from '../moves'
import type { MapTools } from '../JinminMap'
import { boxOfFind, type Find, featuresOfFind } from './finds'
import { text } from './text'

const CLOSE = 10
const ROOM = 48

/** What was found: drawn on the map, which is taken there, and said beside it. */
export function Found({ find, tools: { map, base }, onClear }: { find: Find; tools: MapTools; onClear: () => void }) {
  const words = useText(text)
  useEffect(() => {
    fillSource(map, 'found', featuresOfFind(base, find))
    const box = boxOfFind(base, find)
    if (box) map.fitBounds(box, { padding: ROOM, animate: false }, BY_READER)
    else if (find.at) map.jumpTo({ center: find.at, zoom: Math.max(map.getZoom(), CLOSE) }, BY_READER)
    return () => fillSource(map, 'found', NOTHING)
  }, [map, base, find])
  return (
    <p className="jm-tool-card" role="status">
      <b><Zh>{find.name}</Zh></b>
      <span><Zh>{[find.whole, find.note].filter(Boolean).join(' · ')}</Zh></span>
      <button type="button" onClick={onClear} aria-label={words.clear} title={words.clear}>×</button>
    </p>
  )
}
