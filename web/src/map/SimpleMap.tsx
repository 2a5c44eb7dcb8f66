import { useEffect, useState } from 'react'
import { type Lang, useLang, useText } from '@/app/text'
import type { Find } from './bar/finds'
import type { MapContent } from './content'
import { type LayerName, layersWritten } from './layers'
import { text } from './text'

const REDRAW_MS = 20_000
/** The service takes no longer name. */
const LABEL = 80

/** What of a map's content is worth drawing the simple map anew for. */
export function changesOf(content: MapContent): string {
  return JSON.stringify([
    content.bands?.map((one) => [one.label, one.certainty]),
    content.marks?.map((one) => [one.id, one.certainty]),
    content.flows?.map((one) => [one.id, one.state]),
    content.silent,
  ])
}

/** Where the service draws the map: without the layers that are off, and with what was searched. */
export function addressOf(source: string, lang: Lang, off: ReadonlySet<LayerName>, found: Find | null): string {
  const [path, query] = source.split('?')
  const asked = new URLSearchParams(query)
  asked.set('lang', lang)
  const layers = layersWritten(off)
  if (layers) asked.set('layers', layers)
  if (found?.unit) asked.set('unit', String(found.unit))
  if (found?.at) {
    const [lon, lat] = found.at
    asked.set('lon', String(lon))
    asked.set('lat', String(lat))
    asked.set('label', found.name.slice(0, LABEL))
  }
  return `${path}?${asked}`
}

/** The service's own drawing for a machine without WebGL: it does not change by itself, so it is asked again. */
export function SimpleMap({ content, source, off, found }: {
  content: MapContent
  source: string
  off: ReadonlySet<LayerName>
  found: Find | null
}) {
  const words = useText(text)
  const language = useLang()
  const changes = changesOf(content)
  const [drawn, setDrawn] = useState(changes)
  useEffect(() => {
    if (changes === drawn) return
    const timer = setTimeout(() => setDrawn(changes), REDRAW_MS)
    return () => clearTimeout(timer)
  }, [changes, drawn])
  const address = addressOf(source, language, off, found)
  return <iframe key={drawn} className="jm-map-canvas jm-map-simple" src={address} title={words.simple} />
}
