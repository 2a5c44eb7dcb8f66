import type { MapContent, Mark } from './content'

/** What a map's pictures can be switched by, in the order of their drawing. */
export const LAYERS = ['footprint', 'silent', 'reports', 'orders', 'supplies', 'borders'] as const
export type LayerName = (typeof LAYERS)[number]

/** The layers that an address turns off: `layers=-silent,-orders`. What it does not name is on. */
export function layersOff(written: string | null): ReadonlySet<LayerName> {
  const named = new Set((written ?? '').split(','))
  return new Set(LAYERS.filter((one) => named.has(`-${one}`)))
}

/** What an address says of the layers; nothing where all are on. */
export function layersWritten(off: ReadonlySet<LayerName>): string | null {
  return LAYERS.filter((one) => off.has(one)).map((one) => `-${one}`).join(',') || null
}

/** The layers that marks belong to; other shapes are always shown. */
const SHAPES: Partial<Record<Mark['shape'], LayerName>> = { square: 'reports', house: 'supplies' }

/** Content without what is turned off; the borders belong to the base and are not in it. */
export function shown(content: MapContent, off: ReadonlySet<LayerName>): MapContent {
  if (off.size === 0) return content
  const { marks, ...rest } = content
  const kept = ({ shape }: Mark) => !LAYERS.some((one) => one === SHAPES[shape] && off.has(one))
  return {
    ...rest,
    ...(off.has('footprint') && { bands: [] }),
    ...(off.has('silent') && { silent: [], silences: {} }),
    ...(off.has('orders') && { ordered: [], notes: {} }),
    ...(off.has('supplies') && { flows: [] }),
    ...(marks && { marks: marks.filter(kept) }),
  }
}

/** How many things each layer has to show. */
export function countsOf(content: MapContent): Record<Exclude<LayerName, 'borders'>, number> {
  const marks = (layer: LayerName) => (content.marks ?? []).filter((one) => SHAPES[one.shape] === layer).length
  return {
    footprint: content.bands?.length ?? 0,
    silent: content.silent?.length ?? 0,
    reports: marks('reports'),
    orders: Object.keys(content.notes ?? {}).length,
    supplies: marks('supplies') + (content.flows?.length ?? 0),
  }
}
