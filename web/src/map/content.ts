import type { Band } from '@/api/types'

export type Certainty = 'estimate' | 'reported' | 'verified'
export type Shape = 'square' | 'house' | 'triangle' | 'circle' | 'diamond'

interface Marked {
  id: string
  /** What it is picked by, where each news of it has an id of its own. */
  key?: string
  shape: Shape
  certainty: Certainty
  /** Drawn beside it. */
  label?: string
  /** What the list and the tip say. */
  detail: string
  /** Ours and live: drawn in the accent. */
  ours?: boolean
}

/**
 * One thing on the map; the shape says what it is, its outline how certain. Where no place of it is
 * known it stands by the name of its unit, and nowhere else.
 */
export type Mark = Marked &
  ({ lon: number; lat: number; unit?: undefined } | { unit: number; lon?: undefined; lat?: undefined })

export type FlowState = 'ordered' | 'departed' | 'arrived' | 'received'

export interface Flow {
  id: string
  from: [number, number]
  to: [number, number]
  quantity: number
  /** Ordered: dotted; on its way: dashed; arrived: solid; received: grey. */
  state: FlowState
  /** Where it goes. */
  name?: string
  detail: string
}

/** Everything a map shows above its base; each part may be absent. */
export interface MapContent {
  epicentre?: { lon: number; lat: number; label: string } | null
  bands?: Band[]
  /** Counties that have not been heard from. */
  silent?: number[]
  /** Counties of the incident: heavier outline and name. */
  emphasis?: number[]
  /** A second line under a county's name: for how long it has been silent, how far its orders are. */
  silences?: Record<number, string>
  notes?: Record<number, string>
  /** The reader's own city or county. */
  own?: number
  /** Units with orders that are not done. */
  ordered?: number[]
  marks?: Mark[]
  flows?: Flow[]
}
