import type { Incident } from '@/api/types'
import { clock, day, position } from '@/app/format'

export type Correction = NonNullable<Incident['correction']>

/** What a network says anew, in one line: only what differs. */
export function corrected(said: Correction, at: Pick<Incident, 'lon' | 'lat'>): string {
  const moved = said.lon != null || said.lat != null
  return [
    said.magnitude == null ? '' : `M${said.magnitude.toFixed(1)}`,
    said.occurred_at == null ? '' : `${day(said.occurred_at)} ${clock(said.occurred_at, true)}`,
    moved ? position(said.lon ?? at.lon, said.lat ?? at.lat) : '',
    said.depth_km == null ? '' : `${said.depth_km} km`,
    said.source_zh,
  ].filter(Boolean).join(' · ')
}

/** The facts of a correction as an edit takes them. */
export function factsOf({ source_zh: _source, ...facts }: Correction): Partial<Correction> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value != null))
}
