import { type ReactNode, useState } from 'react'
import { useText } from '@/app/text'
import type { MapTools, SimpleTools } from '../JinminMap'
import { type LayerName } from '../layers'
import type { Find } from './finds'
import { Found } from './Found'
import { LayerPanel } from './LayerPanel'
import { MeasurePanel } from './MeasurePanel'
import { PlaceSearch } from './PlaceSearch'
import { SimpleBar } from './SimpleBar'
import { text } from './text'
import { useMeasure } from './useMeasure'
import './bar.css'

export interface MapBarProps {
  tools: MapTools | SimpleTools
  /** The reader's area: of many villages of a name, those in it are found first. */
  near: number
  off: ReadonlySet<LayerName>
  onOff: (off: ReadonlySet<LayerName>) => void
  /** How certain a layer is, and of which edition. */
  notes: Partial<Record<LayerName, string>>
  /** The signs of each layer, as in the legend. */
  signs: Partial<Record<LayerName, ReactNode>>
  /** Further tools, after the map's own. */
  children?: ReactNode
}

/** What a map is worked with, by who draws it. */
export function MapBar({ tools, ...rest }: MapBarProps) {
  return tools.map ? <DrawnBar {...rest} tools={tools} /> : <SimpleBar {...rest} tools={tools} />
}

/** Over the picture, where it is worked with: its layers, finding places, measuring. */
function DrawnBar({ tools, near, off, onOff, notes, signs, children }: MapBarProps & { tools: MapTools }) {
  const words = useText(text)
  const [found, setFound] = useState<Find | null>(null)
  const measure = useMeasure(tools)
  return (
    <div className="jm-tool" role="group" aria-label={words.bar}>
      <div className="jm-tool-row">
        <LayerPanel content={tools.content} off={off} onOff={onOff} notes={notes} signs={signs} />
        <PlaceSearch base={tools.base} near={near} onFind={setFound} />
        <button type="button" className="jm-tool-button" aria-pressed={measure.points !== null} title={words.measureTip} onClick={measure.points ? measure.end : measure.begin}>
          <svg viewBox="0 0 16 16" aria-hidden="true"><path d="m1.500 11 9.500-9.500 3.500 3.500L5 14.500zM4.500 8l1.500 1.500M7 5.500 8.500 7M9.500 3 11 4.500" /></svg>
          {words.measure}
        </button>
        {children}
      </div>
      {found && <Found find={found} tools={tools} onClear={() => setFound(null)} />}
      {measure.points && <MeasurePanel points={measure.points} measure={measure} />}
    </div>
  )
}
