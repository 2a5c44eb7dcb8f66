import { type ReactNode, useId, useRef, useState } from 'react'
import { useText } from '@/app/text'
import type { MapContent } from '../content'
import { countsOf, LAYERS, type LayerName } from '../layers'
import { text } from './text'

/** The layers of the map, each to be switched, with its signs, how certain it is and how much it holds. */
export function LayerPanel({ content, off, onOff, notes, signs }: {
  content: MapContent
  off: ReadonlySet<LayerName>
  onOff: (off: ReadonlySet<LayerName>) => void
  notes: Partial<Record<LayerName, string>>
  signs: Partial<Record<LayerName, ReactNode>>
}) {
  const words = useText(text)
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  const counts: Partial<Record<LayerName, number>> = countsOf(content)
  const toggle = (layer: LayerName) => onOff(new Set(LAYERS.filter((one) => off.has(one) !== (one === layer))))
  const all = () => {
    onOff(new Set())
    // The button goes with what it did; keys go on from the panel's own.
    button.current?.focus()
  }
  return (
    <div
      className="jm-tool-layers"
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setOpen(false)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return
        event.stopPropagation()
        setOpen(false)
        button.current?.focus()
      }}
    >
      <button ref={button} type="button" className="jm-tool-button" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d="m8 2 6.500 3.500L8 9 1.500 5.500zM1.500 8.300 8 11.800l6.500-3.500M1.500 11 8 14.500l6.500-3.500" /></svg>
        {words.layersOf(LAYERS.length - off.size, LAYERS.length)}
      </button>
      {open && (
        <div id={id} className="jm-tool-panel" role="group" aria-label={words.layers} tabIndex={-1}>
          {LAYERS.map((layer) => (
            <label key={layer}>
              <input type="checkbox" checked={!off.has(layer)} onChange={() => toggle(layer)} />
              <span>{words.names[layer]}</span>
              <small>{signs[layer]}{notes[layer]}</small>
              <b>{counts[layer]}</b>
            </label>
          ))}
          {off.size > 0 && <button type="button" onClick={all}>{words.allOn}</button>}
        </div>
      )}
    </div>
  )
}
