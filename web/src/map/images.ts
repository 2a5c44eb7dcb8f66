import type { Map as MapLibreMap } from 'maplibre-gl'
import type { Certainty, Shape } from './content'

const RATIO = 2
const SHAPES: Shape[] = ['square', 'house', 'triangle', 'circle', 'diamond']
const CERTAINTIES: Certainty[] = ['estimate', 'reported', 'verified']

export interface Palette {
  ink: string
  panel: string
  accent: string
  haz: string
  hazd: string
  silent: string
}

function canvas(size: number): CanvasRenderingContext2D {
  const element = document.createElement('canvas')
  element.width = size * RATIO
  element.height = size * RATIO
  const context = element.getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D
  context.scale(RATIO, RATIO)
  return context
}

function add(map: MapLibreMap, name: string, context: CanvasRenderingContext2D): void {
  const { width, height } = context.canvas
  map.addImage(name, context.getImageData(0, 0, width, height), { pixelRatio: RATIO })
}

/** A seamless diagonal hatch; estimates lean one way, silence the other. */
function hatch(map: MapLibreMap, name: string, color: string, drawn: number, scale: number, back: boolean): void {
  // Seamless only where a tile is whole pixels.
  const size = Math.max(4, Math.round(drawn * scale))
  const context = canvas(size)
  context.strokeStyle = color
  context.lineWidth = Math.max(1, size / drawn)
  for (const shift of [-size, 0, size]) {
    context.beginPath()
    context.moveTo(shift - 1, back ? -1 : size + 1)
    context.lineTo(shift + size + 1, back ? size + 1 : -1)
    context.stroke()
  }
  add(map, name, context)
}

function trace(context: CanvasRenderingContext2D, shape: Shape, r: number, c: number): void {
  const points: Record<Exclude<Shape, 'circle'>, [number, number][]> = {
    square: [[-0.86, -0.86], [0.86, -0.86], [0.86, 0.86], [-0.86, 0.86]],
    house: [[0, -1], [1, -0.2], [1, 0.9], [-1, 0.9], [-1, -0.2]],
    triangle: [[0, -1], [1, 0.85], [-1, 0.85]],
    diamond: [[0, -1.1], [1.1, 0], [0, 1.1], [-1.1, 0]],
  }
  context.beginPath()
  if (shape === 'circle') context.arc(c, c, r * 0.9, 0, Math.PI * 2)
  else for (const [x, y] of points[shape]) context.lineTo(c + x * r, c + y * r)
  context.closePath()
}

function symbol(map: MapLibreMap, shape: Shape, certainty: Certainty, color: string, panel: string, name: string): void {
  const context = canvas(20)
  trace(context, shape, 7, 10)
  context.lineJoin = 'miter'
  context.lineWidth = 4.5
  context.strokeStyle = panel
  context.stroke()
  context.fillStyle = certainty === 'verified' ? color : panel
  context.fill()
  context.lineWidth = 2
  context.strokeStyle = color
  if (certainty === 'estimate') context.setLineDash([2.5, 2])
  context.stroke()
  add(map, name, context)
}

function epicentre(map: MapLibreMap, color: string, panel: string): void {
  const context = canvas(40)
  const draw = (width: number, stroke: string) => {
    context.lineWidth = width
    context.strokeStyle = stroke
    context.beginPath()
    context.arc(20, 20, 10, 0, Math.PI * 2)
    context.stroke()
    for (const [x0, y0, x1, y1] of [[20, 4, 20, 16], [20, 24, 20, 36], [4, 20, 16, 20], [24, 20, 36, 20]] as const) {
      context.beginPath()
      context.moveTo(x0, y0)
      context.lineTo(x1, y1)
      context.stroke()
    }
  }
  draw(6, panel)
  draw(2.6, color)
  context.fillStyle = color
  context.beginPath()
  context.arc(20, 20, 3.6, 0, Math.PI * 2)
  context.fill()
  add(map, 'epicentre', context)
}

/** A ring about a point: here is what was looked for. */
function found(map: MapLibreMap, color: string, panel: string): void {
  const context = canvas(32)
  for (const [width, stroke] of [[6, panel], [2.6, color]] as const) {
    context.lineWidth = width
    context.strokeStyle = stroke
    context.beginPath()
    context.arc(16, 16, 10, 0, Math.PI * 2)
    context.stroke()
  }
  context.fillStyle = color
  context.beginPath()
  context.arc(16, 16, 3, 0, Math.PI * 2)
  context.fill()
  add(map, 'found', context)
}

/** Give a map its patterns and symbols, drawn here and not fetched. */
export function addImages(map: MapLibreMap, palette: Palette, scale: number): void {
  hatch(map, 'hatch-estimate', palette.haz, 9, scale, false)
  hatch(map, 'hatch-silent', palette.silent, 8, scale, true)
  for (const shape of SHAPES) {
    for (const certainty of CERTAINTIES) {
      symbol(map, shape, certainty, palette.ink, palette.panel, `${shape}-${certainty}`)
      symbol(map, shape, certainty, palette.accent, palette.panel, `${shape}-${certainty}-ours`)
    }
  }
  epicentre(map, palette.hazd, palette.panel)
  found(map, palette.accent, palette.panel)
}
