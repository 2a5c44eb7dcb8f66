import { position } from '@/app/format'
import { useText } from '@/app/text'
import type { MapContent } from './content'
import type { Base } from './outlines'
import { text } from './text'

/** Everything the map shows, as a table that a keyboard and a screen reader can walk. */
export function MapList({ content, base }: { content: MapContent; base: Base | null }) {
  const words = useText(text)
  const rows: { key: string; kind: string; what: string }[] = []
  const point = content.epicentre
  if (point) rows.push({ key: 'epicentre', kind: words.epicentre, what: `${point.label} ${position(point.lon, point.lat)}` })
  for (const band of content.bands ?? []) {
    rows.push({ key: `band-${band.label}-${band.certainty}`, kind: words.band, what: `${band.label} · ${words[band.certainty]}` })
  }
  for (const code of content.silent ?? []) {
    const name = base?.counties.features.find((f) => f.properties.code === code)?.properties.name
    rows.push({ key: `silent-${code}`, kind: words.silent, what: `${name ?? code} ${content.silences?.[code] ?? ''}`.trim() })
  }
  for (const [code, note] of Object.entries(content.notes ?? {})) {
    const name = base?.labels.features.find((f) => f.properties.code === Number(code))?.properties.name
    rows.push({ key: `note-${code}`, kind: words.watched.order, what: `${name ?? code} ${note}` })
  }
  for (const mark of content.marks ?? []) {
    rows.push({ key: mark.id, kind: `${words[mark.shape]} · ${words[mark.certainty]}`, what: mark.detail })
  }
  for (const flow of content.flows ?? []) rows.push({ key: flow.id, kind: words.flow, what: flow.detail })
  return (
    <div className="jm-map-list" tabIndex={0} role="region" aria-label={words.asList}>
      {rows.length === 0 ? (
        <p>{words.nothing}</p>
      ) : (
        <table>
          <thead>
            <tr><th scope="col">{words.kind}</th><th scope="col">{words.what}</th></tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.key}><td>{row.kind}</td><td>{row.what}</td></tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  )
}
