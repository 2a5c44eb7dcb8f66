import type { MapContent } from '@/map/content'

/**
 * The desk's map made simple enough to read from five metres: one county stands out, and each intensity
 * is one line. That the line is an estimate shows in its dashes and hatching; how far it may be off is
 * for the desk.
 */
export function forWall(content: MapContent, county: number | null): MapContent {
  return {
    ...content,
    bands: (content.bands ?? []).map(({ p: _outlines, ...band }) => band),
    emphasis: county === null ? [] : [county],
  }
}
