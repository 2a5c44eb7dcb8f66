/** Loss reports, figures, estimates and relief goods as the service sends them. */

import type { Projection } from './types'

export interface Finding {
  rule: string
  severity: 'hard' | 'warning'
  zh: string
  en: string
  pointer: string | null
  reason?: string | null
}

export type ReportKind = 'INITIAL' | 'FOLLOWUP' | 'FINAL'

export interface Report extends Projection {
  incident_id: string
  area: number
  area_name: string
  tier: number
  kind: ReportKind
  receipt_no: string
  seq: number
  data_as_of: string
  submitted_at: string
  due_at: string | null
  late_minutes: number | null
  nil_report: boolean
  figures: Record<string, number | null>
  lon: number | null
  lat: number | null
  outside_unit: boolean
  direct: boolean
  source: string
  source_zh: string
  by_post: string
  note_zh: string | null
  photos: string[]
  findings: Finding[]
  synthetic: boolean
  supersedes: string | null
  state: string
  verified_at: string | null
  moves?: string[]
}

export interface Indicator {
  indicator: string
  zh: string
  en: string
  unit: string
  integer: boolean
  group: string
  group_zh: string
  group_en: string
  accumulates: boolean
  now_of: string | null
  /** The indicator of which this is a part (其中). */
  parent: string | null
  official_code: string | null
}

/** A report that would be sent now, checked. */
export interface Check {
  area: number
  area_name: string
  seq: number
  due_at: string | null
  late_minutes: number
  outside_unit: boolean
  accepted: boolean
  findings: Finding[]
  previous: Record<string, number>
}

export type CellState = 'on_time' | 'late' | 'nil' | 'silent' | 'not_due'

export interface MatrixRow {
  area: number
  name: string
  state: string
  due_at: string | null
  last_at: string | null
  last_kind: string | null
  seq: number
  late_minutes: number
  silent_minutes: number
  late_reports: number
  max_intensity: number | null
  exposed_vi: Spread | null
  population: number | null
  cells: { at: string; state: CellState }[]
}

export interface Matrix {
  now: string
  hours: string[]
  counts: Record<string, number>
  items: MatrixRow[]
}

export interface Sourced {
  value: number | null
  at_least?: boolean
  unknown?: number
  units_reported?: number
  units_expected?: number
  as_of?: string | null
  at?: string | null
  source_zh?: string | null
}

export interface Estimated {
  value: number
  lo: number
  hi: number
  model_zh?: string
  version?: number
  at?: string | null
}

export interface Figure {
  indicator: string
  zh: string
  en: string
  unit: string
  reported: Sourced | null
  estimated: Estimated | null
  verified: Sourced | null
  synthetic: boolean
}

export interface Figures {
  area: number
  as_of: string | null
  items: Figure[]
}

export interface Spread {
  value: number
  lo: number
  hi: number
}

export interface Band {
  intensity: number
  label: string
  certainty: 'estimate' | 'verified'
  geometry: GeoJSON.Geometry | null
  p?: { p: number; geometry: GeoJSON.Geometry | null }[]
}

export interface Estimate extends Projection {
  incident_id: string
  area: number
  run_version: number
  kind: 'model' | 'official'
  model_zh: string
  model_en: string
  inputs_hash: string
  source_zh: string | null
  at: string
  footprint: { bands: Band[]; strike_deg: number | null; epicentre: [number, number] } | null
  headline: {
    exposed: Record<string, Spread>
    deaths: Spread | null
    fallback_note_zh?: string | null
    fallback_note_en?: string | null
    not_modelled_zh?: string | null
    not_modelled_en?: string | null
    assumed_zh?: string | null
    assumed_en?: string | null
    warnings?: { zh: string; en: string }[]
  }
}

export interface EstimateUnit {
  area: number
  name: string
  max_intensity: number | null
  exposed_vi: Spread | null
  exposed: Record<string, Spread>
  deaths: Spread | null
}

export interface EstimateDetail extends Estimate {
  counties: EstimateUnit[]
  cities: EstimateUnit[]
  comparison: {
    code: string
    zh: string
    en: string
    unit: string
    model: Spread | null
    official: number | null
  }[]
}

export interface Warehouse extends Projection {
  name_zh: string
  area: number
  lon: number
  lat: number
  synthetic: boolean
  stock: { item: string; zh: string; en?: string; unit: string; qty: number }[]
}

export interface Shipment extends Projection {
  incident_id: string
  warehouse_id: string
  warehouse_name: string
  area: number
  from_name: string
  to_area: number
  to_name: string
  from_lon: number
  from_lat: number
  to_lon: number
  to_lat: number
  state: string
  lines: { item: string; zh: string; en: string; unit: string; qty: number; received: number | null }[]
  ordered_at: string
}

export interface Demand {
  area: number
  at: string
  items: {
    item: string
    zh: string
    en: string
    unit: string
    heads: number | null
    at_least: boolean
    need: number | null
    on_hand: number
    in_transit: number
    formula: string
    source_zh: string
    provisional: boolean
  }[]
  note_zh: string
  note_en: string
}
