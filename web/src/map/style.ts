import type {
  ExpressionSpecification,
  LayerSpecification,
  SourceSpecification,
  StyleSpecification,
} from 'maplibre-gl'

import type { FlowState } from './content'

/** Colours of one map, read from the page's tokens. */
export interface MapTokens {
  land: string
  outside: string
  lineProvince: string
  lineCity: string
  lineCounty: string
  ink: string
  ink2: string
  ink3: string
  panel: string
  accent: string
  haz: string
  hazd: string
}

export const SOURCES = ['province', 'cities', 'counties', 'neighbours', 'labels', 'bands', 'contours', 'band-labels', 'silent', 'emphasis', 'flows', 'marks', 'picked', 'epicentre', 'found', 'measure'] as const
export type SourceName = (typeof SOURCES)[number]

const FONT = ['Noto Sans CJK SC', 'Source Han Sans SC', 'Microsoft YaHei', 'sans-serif']
const STRONG = ['Noto Sans CJK SC SemiBold', ...FONT]
const INTENSITY_OPACITY: ExpressionSpecification = [
  'match', ['get', 'intensity'], 6, 0.2, 7, 0.35, 8, 0.5, 0.65,
]

/** A unit's name with the square of what it reported, and a line below it. */
const NAMED: ExpressionSpecification = [
  'format', ['get', 'sign'], {}, ['get', 'name'], {}, ['get', 'count'], { 'font-scale': 0.85 }, ['get', 'note'], { 'font-scale': 0.85 },
]
export const TIP_LAYERS = ['marks', 'unit-marks', 'county-names', 'event-names']

/** The `--jm-*` values in force on an element. */
export function readTokens(element: Element): MapTokens {
  const style = getComputedStyle(element)
  const token = (name: string) => style.getPropertyValue(`--jm-${name}`).trim()
  return {
    land: token('land'),
    outside: token('outside'),
    lineProvince: token('line-province'),
    lineCity: token('line-city'),
    lineCounty: token('line-county'),
    ink: token('ink'),
    ink2: token('ink2'),
    ink3: token('ink3'),
    panel: token('panel'),
    accent: token('accent'),
    haz: token('haz'),
    hazd: token('hazd'),
  }
}

function line(id: string, source: SourceName, color: string, width: number, extra: Record<string, unknown> = {}): LayerSpecification {
  return {
    id, type: 'line', source,
    layout: { 'line-join': 'round' },
    paint: { 'line-color': color, 'line-width': width, ...extra },
  } as LayerSpecification
}

function footprint(t: MapTokens, scale: number): LayerSpecification[] {
  const estimated: ExpressionSpecification = ['==', ['get', 'certainty'], 'estimate']
  const verified: ExpressionSpecification = ['==', ['get', 'certainty'], 'verified']
  return [
    { id: 'band-verified', type: 'fill', source: 'bands', filter: verified, paint: { 'fill-color': t.haz, 'fill-opacity': INTENSITY_OPACITY } },
    { id: 'band-estimate', type: 'fill', source: 'bands', filter: estimated, paint: { 'fill-color': t.haz, 'fill-opacity': ['*', 0.45, INTENSITY_OPACITY] } },
    { id: 'band-hatch', type: 'fill', source: 'bands', filter: estimated, paint: { 'fill-pattern': 'hatch-estimate', 'fill-opacity': 0.42 } },
    { ...line('contours', 'contours', t.haz, scale, { 'line-dasharray': [1, 3], 'line-opacity': 0.75 }) },
    { ...line('band-estimate-line', 'bands', t.haz, 2 * scale, { 'line-dasharray': [4, 2.4] }), filter: estimated } as LayerSpecification,
    { ...line('band-verified-line', 'bands', t.hazd, 2 * scale), filter: verified } as LayerSpecification,
  ]
}

/** How far a shipment is shows in its line: dotted, dashed, solid, and grey once it is signed for. */
const FLOW_LINES: [FlowState, Record<string, unknown>][] = [
  ['received', { 'line-opacity': 0.8 }],
  ['ordered', { 'line-dasharray': [0.1, 2.2] }],
  ['departed', { 'line-dasharray': [3, 1.5] }],
  ['arrived', {}],
]
export const FLOW_LAYERS = FLOW_LINES.map(([state]) => `flow-${state}`)

function flows(t: MapTokens, scale: number): LayerSpecification[] {
  const width = { 'line-width': ['*', scale, ['get', 'width']] }
  return [
    line('flow-casing', 'flows', t.land, 6 * scale),
    ...FLOW_LINES.map(([state, extra]) => {
      const made = line(`flow-${state}`, 'flows', state === 'received' ? t.ink3 : t.accent, scale, { ...width, ...extra })
      const cap = state === 'ordered' ? 'round' : 'butt'
      return { ...made, layout: { ...made.layout, 'line-cap': cap }, filter: ['==', ['get', 'state'], state] } as LayerSpecification
    }),
  ]
}

function names(t: MapTokens, scale: number): LayerSpecification[] {
  const halo = { 'text-halo-color': t.land, 'text-halo-width': 2 * scale }
  return [
    {
      id: 'city-names', type: 'symbol', source: 'labels', minzoom: 5, maxzoom: 8.2,
      filter: ['==', ['get', 'tier'], 2],
      layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 14 * scale, 'text-padding': 4 },
      paint: { 'text-color': t.ink2, ...halo },
    },
    {
      id: 'county-names', type: 'symbol', source: 'labels', minzoom: 8,
      filter: ['all', ['==', ['get', 'tier'], 3], ['!', ['get', 'strong']]],
      layout: {
        'text-field': NAMED, 'symbol-sort-key': ['case', ['==', ['get', 'sign'], ''], 1, 0],
        'text-font': FONT, 'text-size': 13 * scale, 'text-padding': 2, 'text-line-height': 1.35,
      },
      paint: { 'text-color': t.ink2, ...halo },
    },
  ]
}

/** Half the size of a symbol as it was drawn, in pixels. */
const DRAWN = 7

/** Something that grows with the half-size of symbols: 4 px far out, 7 near. */
const sized = (of: (half: number) => number): ExpressionSpecification =>
  ['interpolate', ['linear'], ['zoom'], 8, of(4), 9, of(5), 11, of(5), 12, of(DRAWN)]

function marks(t: MapTokens, scale: number): LayerSpecification[] {
  const halo = { 'text-halo-color': t.land, 'text-halo-width': 2 * scale }
  const size = sized((half) => (half / DRAWN) * scale)
  const placed: ExpressionSpecification = ['!', ['get', 'unit']]
  const icon = { 'icon-image': ['get', 'image'] as ExpressionSpecification, 'icon-size': size, 'icon-allow-overlap': true, 'icon-ignore-placement': true }
  return [
    {
      id: 'mark-names', type: 'symbol', source: 'marks', minzoom: 9, filter: placed,
      layout: {
        'text-field': ['get', 'label'], 'text-font': FONT, 'text-size': 12 * scale,
        'text-anchor': 'top', 'text-offset': [0, 0.7], 'text-optional': true,
      },
      paint: { 'text-color': t.ink3, ...halo },
    },
    {
      id: 'marks', type: 'symbol', source: 'marks', filter: placed,
      layout: icon,
    },
    // Where the names of units are not written yet; further in, their squares stand in them.
    { id: 'unit-marks', type: 'symbol', source: 'marks', maxzoom: UNIT_MARKS.until, filter: ['get', 'unit'], layout: icon },
    {
      id: 'event-names', type: 'symbol', source: 'labels', minzoom: 7,
      filter: ['all', ['==', ['get', 'tier'], 3], ['get', 'strong']],
      layout: {
        'text-field': NAMED,
        'text-font': STRONG, 'text-size': 15 * scale, 'text-padding': 2, 'text-line-height': 1.35,
        'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'], 'text-radial-offset': 2.2,
      },
      paint: { 'text-color': t.ink, 'text-halo-color': t.land, 'text-halo-width': 2.5 * scale },
    },
    {
      id: 'epicentre', type: 'symbol', source: 'epicentre',
      layout: {
        'icon-image': 'epicentre', 'icon-size': scale, 'icon-allow-overlap': true,
        'text-field': ['get', 'label'], 'text-font': STRONG, 'text-size': 15 * scale,
        'text-anchor': 'left', 'text-offset': [1.1, 0.7], 'text-allow-overlap': true,
      },
      paint: { 'text-color': t.hazd, 'text-halo-color': t.land, 'text-halo-width': 2.5 * scale },
    },
    {
      id: 'band-names', type: 'symbol', source: 'band-labels',
      layout: {
        'text-field': ['get', 'label'], 'text-font': FONT, 'text-size': ['*', scale, ['get', 'size']],
        'text-allow-overlap': true, 'text-anchor': ['get', 'anchor'],
      },
      paint: { 'text-color': t.hazd, ...halo },
    },
  ]
}

/** What is picked: two pixels larger and within a ring, a way between two lines, a unit by its outline. */
function picked(t: MapTokens, scale: number): LayerSpecification[] {
  const [unit, kind] = [['get', 'unit'], ['geometry-type']] as ExpressionSpecification[]
  const of = (...types: string[]): ExpressionSpecification => ['match', kind as ExpressionSpecification, types, true, false] as unknown as ExpressionSpecification
  const icon = { 'icon-image': ['get', 'image'] as ExpressionSpecification, 'icon-size': sized((half) => ((half + 2) / DRAWN) * scale), 'icon-allow-overlap': true, 'icon-ignore-placement': true }
  const ring = { 'circle-opacity': 0, 'circle-radius': sized((half) => (half + 7) * scale), 'circle-stroke-color': t.accent, 'circle-stroke-width': 2 * scale }
  const placed: ExpressionSpecification = ['all', of('Point'), ['!', unit]] as unknown as ExpressionSpecification
  const atName: ExpressionSpecification = ['all', of('Point'), unit] as unknown as ExpressionSpecification
  return [
    { ...line('picked-casing', 'picked', t.panel, 5 * scale), filter: of('Polygon', 'MultiPolygon') } as LayerSpecification,
    { ...line('picked-outline', 'picked', t.accent, 2.4 * scale), filter: of('Polygon', 'MultiPolygon') } as LayerSpecification,
    { ...line('picked-flow', 'picked', t.accent, 1.5 * scale, { 'line-gap-width': ['*', scale, ['+', 5, ['get', 'width']]] }), filter: of('LineString') } as LayerSpecification,
    { id: 'picked-mark', type: 'symbol', source: 'picked', filter: placed, layout: icon },
    { id: 'picked-ring', type: 'circle', source: 'picked', filter: placed, paint: ring },
    { id: 'picked-unit', type: 'symbol', source: 'picked', maxzoom: UNIT_MARKS.until, filter: atName, layout: icon },
    { id: 'picked-unit-ring', type: 'circle', source: 'picked', maxzoom: UNIT_MARKS.until, filter: atName, paint: ring },
  ]
}

/** What is there for the one who looks: the unit or place that was searched, the way that is measured. */
function aids(t: MapTokens): LayerSpecification[] {
  const part = (name: string): ExpressionSpecification => ['==', ['get', 'part'], name]
  const halo = { 'text-halo-color': t.land, 'text-halo-width': 2.5 }
  return [
    { ...line('found-casing', 'found', t.panel, 5), filter: part('unit') } as LayerSpecification,
    { ...line('found-line', 'found', t.accent, 2.4), filter: part('unit') } as LayerSpecification,
    {
      id: 'found', type: 'symbol', source: 'found', filter: part('place'),
      layout: {
        'icon-image': 'found', 'icon-allow-overlap': true, 'icon-ignore-placement': true,
        'text-field': ['get', 'label'], 'text-font': STRONG, 'text-size': 14, 'text-anchor': 'bottom', 'text-offset': [0, -1.1], 'text-max-width': 30, 'text-allow-overlap': true,
      },
      paint: { 'text-color': t.accent, ...halo },
    },
    { id: 'measure-area', type: 'fill', source: 'measure', filter: part('area'), paint: { 'fill-color': t.accent, 'fill-opacity': 0.12 } },
    { ...line('measure-casing', 'measure', t.panel, 5), filter: part('way') } as LayerSpecification,
    { ...line('measure-close', 'measure', t.accent, 1.6, { 'line-dasharray': [2, 2] }), filter: part('close') } as LayerSpecification,
    { ...line('measure-way', 'measure', t.accent, 2.2), filter: part('way') } as LayerSpecification,
    {
      id: 'measure-points', type: 'circle', source: 'measure', filter: part('point'),
      paint: { 'circle-radius': 4.5, 'circle-color': t.panel, 'circle-stroke-color': t.accent, 'circle-stroke-width': 2.2 },
    },
  ]
}

/** What of the base is drawn and written; the outline of the province stays. */
export const BORDER_LAYERS = ['county-lines', 'neighbour-lines', 'city-lines', 'emphasis-lines', 'city-names', 'county-names', 'event-names']
/** Where the squares stand by themselves that are else written into names, and up to which zoom. */
export const UNIT_MARKS = { layers: ['unit-marks', 'picked-unit', 'picked-unit-ring'], until: 8 }

/** The whole style of a map: no address in it leads anywhere else. */
export function buildStyle(t: MapTokens, scale: number): StyleSpecification {
  const empty: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] }
  const sources = Object.fromEntries(
    SOURCES.map((name) => [name, { type: 'geojson', data: empty } satisfies SourceSpecification]),
  )
  return {
    version: 8,
    sources,
    layers: [
      { id: 'outside', type: 'background', paint: { 'background-color': t.outside } },
      { id: 'land', type: 'fill', source: 'province', paint: { 'fill-color': t.land } },
      ...footprint(t, scale),
      { id: 'silent', type: 'fill', source: 'silent', paint: { 'fill-pattern': 'hatch-silent', 'fill-opacity': 0.75 } },
      { ...line('county-lines', 'counties', t.lineCounty, scale) },
      { ...line('neighbour-lines', 'neighbours', t.lineCity, scale) },
      { ...line('city-lines', 'cities', t.lineCity, 1.6 * scale) },
      { ...line('province-lines', 'province', t.lineProvince, 2.4 * scale) },
      { ...line('silent-lines', 'silent', t.ink3, 1.4 * scale) },
      { ...line('emphasis-lines', 'emphasis', t.ink2, 1.8 * scale) },
      ...flows(t, scale),
      ...names(t, scale),
      ...marks(t, scale),
      ...picked(t, scale),
      ...aids(t),
    ],
  }
}
