import { CustomChart, LineChart, ScatterChart } from 'echarts/charts'
import { AriaComponent, GridComponent, TooltipComponent } from 'echarts/components'
import * as echarts from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import { clock, exact, stamp } from '@/app/format'
import type { RangeStep, Step } from '../series'

echarts.use([LineChart, ScatterChart, CustomChart, GridComponent, TooltipComponent, AriaComponent, CanvasRenderer])

const REDRAW_AFTER = 5000
const ROUND = [0, 1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 100_000, 1_000_000]
/** Zero has no logarithm: the axis shows log10(1 + value). */
const lift = (value: number) => Math.log10(1 + Math.max(0, value))
const lower = (lifted: number) => Math.round(10 ** lifted - 1)

export interface ChartProps {
  estimate: RangeStep[]
  reported: Step[]
  from: number
  to: number
  label: string
}

/** Estimate against reports on a log axis: a hatched band of boxes, black steps with squares. */
export default function Chart(props: ChartProps) {
  const frame = useRef<HTMLDivElement>(null)
  const chart = useRef<echarts.ECharts | null>(null)
  const drawn = useRef(0)
  useEffect(() => {
    const element = frame.current
    if (!element) return
    const made = echarts.init(element)
    chart.current = made
    drawn.current = 0
    const watch = new ResizeObserver(() => made.resize())
    watch.observe(element)
    return () => {
      watch.disconnect()
      chart.current = null
      made.dispose()
    }
  }, [])
  useEffect(() => {
    const wait = Math.max(0, drawn.current + REDRAW_AFTER - Date.now())
    const timer = setTimeout(() => {
      drawn.current = Date.now()
      if (frame.current) chart.current?.setOption(options(props, frame.current), true)
    }, drawn.current === 0 ? 0 : wait)
    return () => clearTimeout(timer)
  }, [props])
  return <div ref={frame} className="jm-chart" role="img" aria-label={props.label} />
}

function options({ estimate, reported, from, to, label }: ChartProps, element: Element): echarts.EChartsCoreOption {
  const style = getComputedStyle(element)
  const token = (name: string) => style.getPropertyValue(`--jm-${name}`).trim()
  const boxes = estimate.map((one, i) => [one.at, estimate[i + 1]?.at ?? to, lift(one.lo), lift(one.hi)])
  const line = reported.length > 0 ? [...reported.map((one) => [one.at, lift(one.value)]), [to, lift(reported.at(-1)?.value ?? 0)]] : []
  const top = Math.max(1.05, ...boxes.map((box) => box[3] as number), ...line.map((point) => point[1] as number))
  const marks = ROUND.filter((value) => lift(value) <= top * 1.08).map(lift)
  const axis = { axisLine: { lineStyle: { color: token('line2') } }, axisTick: { show: false }, axisLabel: { color: token('ink3'), fontSize: 12 }, splitLine: { lineStyle: { color: token('line') } } }
  return {
    animation: false,
    aria: { enabled: true, label: { description: label } },
    textStyle: { fontFamily: token('font') },
    grid: { left: 46, right: 16, top: 18, bottom: 26 },
    tooltip: { trigger: 'item', formatter: ({ data }: { data: number[] }) => (data.length > 2 ? `${lower(data[2] ?? 0)}–${exact(lower(data[3] ?? 0))}` : exact(lower(data[1] ?? 0))) },
    xAxis: { ...axis, type: 'value', min: from, max: to, splitLine: { show: false }, axisLabel: { ...axis.axisLabel, hideOverlap: true, formatter: (at: number) => (to - from > 86_400_000 ? stamp(new Date(at)) : clock(new Date(at))) } },
    yAxis: { ...axis, type: 'value', min: 0, max: top * 1.08, axisLine: { show: false }, axisTick: { show: false, customValues: marks }, axisLabel: { ...axis.axisLabel, customValues: marks, formatter: (v: number) => exact(lower(v)) } },
    series: [
      {
        type: 'custom', name: 'range', data: boxes, silent: false,
        renderItem: (_params: unknown, api: { value: (i: number) => number; coord: (at: number[]) => number[] }) => {
          const [x0 = 0, y1 = 0] = api.coord([api.value(0), api.value(3)])
          const [x1 = 0, y0 = 0] = api.coord([api.value(1), api.value(2)])
          return { type: 'rect', shape: { x: x0, y: y1, width: Math.max(2, x1 - x0), height: Math.max(2, y0 - y1) }, style: { fill: hatch(token('ink3')), stroke: token('ink3'), lineDash: [4, 3], lineWidth: 1 } }
        },
      },
      { type: 'scatter', name: 'estimate', data: estimate.map((one) => [one.at, lift(one.value)]), symbol: 'diamond', symbolSize: 10, itemStyle: { color: token('panel'), borderColor: token('ink'), borderWidth: 1.6 } },
      { type: 'line', name: 'reported', step: 'end', data: line, symbol: 'rect', symbolSize: 7, lineStyle: { color: token('ink'), width: 2 }, itemStyle: { color: token('panel'), borderColor: token('ink'), borderWidth: 1.6 } },
    ],
  }
}

function hatch(color: string): { image: HTMLCanvasElement; repeat: 'repeat' } {
  const image = document.createElement('canvas')
  image.width = image.height = 8
  const context = image.getContext('2d')
  if (context) {
    context.strokeStyle = color
    context.globalAlpha = 0.6
    for (const shift of [-8, 0, 8]) {
      context.beginPath()
      context.moveTo(shift - 1, 9)
      context.lineTo(shift + 9, -1)
      context.stroke()
    }
  }
  return { image, repeat: 'repeat' }
}
