import type { Map as MapLibreMap } from 'maplibre-gl'
import { type KeyboardEvent, lazy, type ReactNode, type RefObject, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { useText } from '@/app/text'
import type { Find } from './bar/finds'
import type { MapView } from './bar/useView'
import type { MapContent } from './content'
import { tipOf } from './features'
import { type LayerName, shown } from './layers'
import { MapList } from './MapList'
import { type Base, loadBase } from './outlines'
import { SimpleMap } from './SimpleMap'
import { text } from './text'
import { canDraw, cannotDraw } from './webgl'
import './map.css'

const Canvas = lazy(() => import('./canvas'))

/** What a bar over the map works with. */
export interface MapTools {
  map: MapLibreMap
  base: Base
  /** The whole content, whatever of it is switched off. */
  content: MapContent
  /** While this is set, a press on the map is not a question about what lies there. */
  quiet: RefObject<boolean>
}

/** What a bar works with where the service draws the map. */
export interface SimpleTools extends Pick<MapTools, 'base' | 'content'> {
  map: null
  found: Find | null
  onFind: (find: Find | null) => void
}

const ALL: ReadonlySet<LayerName> = new Set()

export interface JinminMapProps {
  content: MapContent
  /** The view is set when this changes (an incident's id), and otherwise left to the user. */
  viewKey: string
  dark?: boolean
  /** Symbols and letters, 1 on a desk and 1.8 on a wall. */
  scale?: number
  /** Room about the footprint when the view is set, in pixels. */
  padding?: number
  controls?: boolean
  /** Where the service draws the same map for a machine without WebGL. */
  fallback?: string
  legend?: ReactNode
  /** Where the reader's moves and picks are kept; without it nowhere but here. */
  view?: MapView
  /** Layers that are switched off. */
  off?: ReadonlySet<LayerName>
  /** What stands over the picture to work with; loaded by the screens that have it. */
  bar?: (tools: MapTools | SimpleTools) => ReactNode
  children?: ReactNode
}

/** The one map of all screens, with an equal list beside it for those who do not use a pointer. */
export function JinminMap(props: JinminMapProps) {
  const { content: whole, viewKey, view, off = ALL, dark = false, scale = 1, padding = 36 * scale, controls = true } = props
  const words = useText(text)
  const [base, setBase] = useState<Base | null>(null)
  const [failed, setFailed] = useState(false)
  // Neither drawn here nor by the service, or on no base: the list is what is left.
  const [asList, setAsList] = useState(() => !canDraw() && !navigator.onLine)
  const [own, setOwn] = useState<string | null>(null)
  const picked = view ? view.picked : own
  const onPick = view?.onPick ?? setOwn
  const [foot, setFoot] = useState<HTMLElement | null>(null)
  const [drawable, setDrawable] = useState(canDraw)
  const [map, setMap] = useState<MapLibreMap | null>(null)
  const [found, onFind] = useState<Find | null>(null)
  const quiet = useRef(false)
  const content = useMemo(() => shown(whole, off), [whole, off])
  const tip = useMemo(() => (base && picked !== null ? tipOf(base, content, picked) : null), [base, content, picked])

  useEffect(() => {
    let wanted = true
    const load = () =>
      loadBase().then(
        (loaded) => wanted && (setBase(loaded), setFailed(false)),
        () => {
          if (!wanted) return
          setFailed(true)
          // Once: who looks at the picture all the same is not taken from it by each try.
          if (!failed && !navigator.onLine) setAsList(true)
        },
      )
    void load()
    const again = failed ? setInterval(() => void load(), 5000) : undefined
    return () => {
      wanted = false
      clearInterval(again)
    }
  }, [failed])

  const close = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    // Once for one thing: what else the key may end is left for the next press.
    if (asList || picked !== null) event.preventDefault()
    setAsList(false)
    if (picked !== null) onPick(null)
  }

  const fail = () => {
    cannotDraw()
    setDrawable(false)
  }
  const simple: SimpleTools | null = base && !drawable ? { map: null, base, content: whole, found, onFind } : null
  const tools = map && base ? { map, base, content: whole, quiet } : simple
  return (
    <section className={props.bar ? 'jm-map jm-map-barred' : 'jm-map'} data-theme={dark ? 'dark' : undefined} aria-label={words.map} onKeyDown={close}>
      <div className="jm-map-frame">
        {!drawable && <SimpleMap content={content} source={props.fallback ?? '/api/maps/situation'} off={off} found={found} />}
        {drawable && base && (
          <Suspense fallback={null}>
            <Canvas base={base} content={content} viewKey={viewKey} scale={scale} padding={padding} controls={controls} dark={dark} plain={off.has('borders')} foot={controls ? foot : null} box={view?.box ?? null} picked={picked} onMove={(box) => view?.onMove(box)} onPick={(next) => quiet.current || onPick(next)} onMap={setMap} onFail={fail} />
          </Suspense>
        )}
        {failed && !base && <p className="jm-map-failed" role="alert">{words.failed}</p>}
        {props.children}
        {tools && props.bar && <div className="jm-map-tools" hidden={asList}>{props.bar(tools)}</div>}
        {controls && (
          <button type="button" className="jm-map-as-list" aria-pressed={asList} onClick={() => setAsList(!asList)}>
            {asList ? words.asMap : words.asList}
          </button>
        )}
        {asList && <MapList content={content} base={base} />}
        {tip && !asList && (
          <p className="jm-map-picked" role="status">
            {tip}
            <button type="button" onClick={() => onPick(null)} aria-label={words.close}>×</button>
          </p>
        )}
      </div>
      {/* Beside the picture where it is worked with, so that nothing on it lies hidden; over it on a wall. */}
      <div className={controls ? 'jm-map-foot' : 'jm-map-over'}>
        {props.legend && <div className="jm-map-legend">{props.legend}</div>}
        <span className={drawable ? 'jm-map-note' : 'jm-map-note jm-map-note-simple'}>{drawable ? words.sketch : words.simple}</span>
        {controls && <div ref={setFoot} className="jm-map-scale" />}
      </div>
    </section>
  )
}
