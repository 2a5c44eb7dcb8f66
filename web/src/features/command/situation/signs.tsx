import type { ReactNode } from 'react'
import type { Estimate } from '@/api/types'
import { Mark } from '@/app/marks'
import { useText } from '@/app/text'
import type { LayerName } from '@/map/layers'
import { text as mapText } from '@/map/text'
import { text } from './text'

const isOfficial = (footprint: Estimate | null) => footprint?.kind === 'official'

/** The signs of each layer: in the legend with their words, beside a switch alone. */
export function signsOf(footprint: Estimate | null): Partial<Record<LayerName, ReactNode>> {
  return {
    footprint: <i className={isOfficial(footprint) ? 'jm-key-band-verified' : 'jm-key-band'} />,
    silent: <i className="jm-key-silent" />,
    reports: <><i className="jm-key-square jm-key-dash" /><i className="jm-key-square" /><i className="jm-key-square jm-key-full" /></>,
    supplies: <><i className="jm-key-house" /><i className="jm-key-flow" /></>,
  }
}

/** How certain the footprint is and of which edition; what supplies stand on. */
export function useLayerNotes(footprint: Estimate | null, exercise: boolean): Partial<Record<LayerName, string>> {
  const words = useText(text)
  return {
    footprint: footprint ? words.layers[footprint.kind](footprint.run_version) : words.layers.none,
    reports: words.layers.certainties,
    ...(exercise && { supplies: words.layers.worldStock }),
  }
}

/** What the signs of the map mean: of the layers that are shown. */
export function Legend({ footprint, off }: { footprint: Estimate | null; off: ReadonlySet<LayerName> }) {
  const words = useText(text)
  const onMap = useText(mapText)
  const signs = signsOf(footprint)
  const official = isOfficial(footprint)
  return (
    <>
      {!off.has('footprint') && <span>{signs.footprint}{official ? words.legend.verified : words.legend.estimate}</span>}
      {!off.has('footprint') && !official && <span><i className="jm-key-outer" />{words.legend.outer}</span>}
      {!off.has('reports') && <span>{signs.reports}{words.legend.damage}</span>}
      {!off.has('supplies') && <span><i className="jm-key-flow" />{onMap.flow}</span>}
      {!off.has('supplies') && <span><i className="jm-key-house" />{words.legend.depot}</span>}
      {!off.has('silent') && <span>{signs.silent}{words.legend.silent}</span>}
      <span><Mark kind="synthetic" />{words.legend.synthetic}</span>
    </>
  )
}
