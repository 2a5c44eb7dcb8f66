/** What the service sends, by hand from its written interface. Times are ISO 8601 with offset. */

export * from './loss-types'

export interface Post {
  id: string
  title: string
  roles: string[]
  area: number
  area_name: string
  tier: number
  office: { id: string; name: string }
}

export interface Session {
  person: { id: string; name: string; account: string }
  post: Post
  posts: Post[]
  csrf: string
  second_factor: { enrolled: boolean; given: boolean }
  expires_at: string
  must_change_password: boolean
}

/** What a telephone needs to give one-time codes; `qr_svg` is a picture of `otpauth_uri`. */
export interface Enrolment {
  secret: string
  otpauth_uri: string
  qr_svg: string
}

export interface Problem {
  type?: string
  status: number
  code: string
  title: string
  title_en: string
  detail?: string | null
  detail_en?: string | null
  number?: string
  pointer?: string | null
  faults?: { pointer: string; code: string; detail: string }[]
  current?: unknown
  /** With `second-factor`: the person has no one-time codes yet and may set them up. */
  enrol?: boolean
}

export interface Projection {
  id: string
  version: number
}

export interface World extends Projection {
  kind: 'real' | 'exercise'
  exercise: boolean
  name_zh: string
  name_en: string
  base: string
  started: string
  rate: number
}

export type IncidentState = 'reported' | 'verified' | 'responding' | 'recovering' | 'closed' | 'merged'

export interface Incident extends Projection {
  no: string
  world_id: string
  exercise: boolean
  synthetic: boolean
  hazard: string
  hazard_zh: string
  hazard_en: string
  title_zh: string
  title_en: string
  state: IncidentState
  occurred_at: string
  recorded_at: string
  lon: number
  lat: number
  depth_km: number | null
  magnitude: number | null
  place_zh: string
  source_zh: string
  area: number
  areas: { area: number; name: string }[]
  lead_authority_zh: string
  merged_into: string | null
  duplicate_of_candidates: string[]
  moves?: string[]
}

export type Family = 'relief' | 'earthquake'
export type Act = 'start' | 'raise' | 'lower' | 'end' | 'decline' | 'consult'

export interface Response extends Projection {
  incident_id: string
  area: number
  area_name: string
  tier: number
  family: Family
  family_zh: string
  family_en: string
  plan_id: string
  plan_name_zh: string
  plan_sample: boolean
  labels: Record<string, string>
  lead_authority_zh: string
  state: 'none' | 'proposed' | 'active' | 'ended'
  level: number | null
  proposed: {
    level: number
    basis: 'reported' | 'estimate' | 'linked'
    criterion_zh: string
    criterion_en: string
  } | null
  decider_zh: string
  decide_due: string | null
  acts: { n: number; act: Act; level: number | null; at: string; by: string; reason: string }[]
}

export interface Gauge {
  indicator: string
  zh: string
  en: string
  unit: string
  unit_en: string
  reported: { value: number | null; at_least: boolean; unknown: number; as_of: string | null } | null
  estimate: {
    value: number
    lo: number
    hi: number
    run_id: string
    run_version: number
  } | null
  thresholds: { level: number; lo: number; label: string }[]
  reached: number | null
  next: { level: number; threshold: number; gap: number | null } | null
  p_cross: { level: number; p: number }[] | null
  fires: boolean
  /** A tier above: its sums of reports do not flow down. */
  withheld?: boolean
}

export interface ResponseDetail extends Response {
  moves: string[]
  gauges: Gauge[]
  verdict_zh: string
  verdict_en: string
}

export type TaskState = 'TODO' | 'DOING' | 'DONE' | 'OVERDUE' | 'WAIVED'

export interface Task extends Projection {
  incident_id: string
  response_id: string | null
  area: number
  area_name: string
  code: string
  title_zh: string
  title_en: string
  owner_role_zh: string
  due_at: string
  state: TaskState
  basis_zh: string
  sample: boolean
  done_at: string | null
  done_by: string | null
  created_at?: string
}

export type OrderState =
  | 'issued'
  | 'delivered'
  | 'read'
  | 'accepted'
  | 'done'
  | 'refused'
  | 'cancelled'

export interface Order extends Projection {
  incident_id: string
  no: string
  title_zh: string
  body_zh: string
  from_area: number
  from_name: string
  area: number
  to_area: number
  to_name: string
  due_at: string
  state: OrderState
  issued_at: string
  delivered_at: string | null
  read_at: string | null
  accepted_at: string | null
  done_at: string | null
  refused_reason: string | null
  overdue: boolean
  escalated_at: string | null
  issued_by: string
}

export interface FirstHour {
  duties: {
    code: string
    title_zh: string
    title_en: string
    due_at: string
    overdue: boolean
    action: string | null
    target?: string | null
  }[]
  unknowns: { zh: string; en: string }[]
  clocks: Record<string, string | null>
}

export interface Page<T> {
  items: T[]
  next?: string | null
}

export interface AreaRow {
  code: number
  name: string
  tier: number
  full_name?: string
  parent?: number | null
}
