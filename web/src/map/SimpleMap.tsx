import { useEffect, useState } from 'react'
import { useLang, useText } from '@/app/text'
import type { MapContent } from './content'
import { text } from './text'

const REDRAW_MS = 20_000

/** What of a map's content is worth drawing the simple map anew for. */
export function changesOf(content: MapContent): string {
  return JSON.stringify([
    content.bands?.map((one) => [one.label, one.certainty]),
    content.marks?.map((one) => [one.id, one.certainty]),
    content.flows?.map((one) => [one.id, one.state]),
    content.silent,
  ])
}

/** The service's own drawing for a machine without WebGL: it does not change by itself, so it is asked again. */
export function SimpleMap({ content, source }: { content: MapContent; source: string }) {
  const words = useText(text)
  const language = useLang()
  const changes = changesOf(content)
  const [drawn, setDrawn] = useState(changes)
  useEffect(() => {
    if (changes === drawn) return
    const timer = setTimeout(() => setDrawn(changes), REDRAW_MS)
    return () => clearTimeout(timer)
  }, [changes, drawn])
  const address = `${source}${source.includes('?') ? '&' : '?'}lang=${language}`
  return <iframe key={drawn} className="jm-map-canvas jm-map-simple" src={address} title={words.simple} />
}
