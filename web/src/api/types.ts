/** Names for the service's documents. All come from its description: none is written a second time. */

import type { components } from './schema.gen'

type Documents = components['schemas']

export type Session = Documents['SessionOut']
export type Post = Documents['PostOut']
export type Enrolment = Documents['EnrolmentOut']
/** What a refusal says; without the way to the service there is no number and no detail. */
export type Problem = Pick<Documents['Problem'], 'status' | 'code' | 'title' | 'title_en'> & Partial<Documents['Problem']>

export type Member = Documents['MemberOut']
export type PostWish = Documents['PostWish']
/** A person and the initial password that is said once. */
export type Handed = Documents['InitialPasswordOut']
export type Grant = Documents['GrantOut']
export type AuditLine = Documents['LineOut']

/** What live screens hold, by topic. */
export type Topics = Required<Documents['SnapshotOut']['topics']>
export type Snapshot = Documents['SnapshotOut']
export type Ticket = Documents['TicketOut']
export type World = Topics['worlds'][number]
export type Incident = Topics['incidents'][number]
export type Response = Topics['responses'][number]
export type Task = Topics['tasks'][number]
export type Order = Topics['orders'][number]
export type Report = Topics['reports'][number]
export type Estimate = Topics['estimates'][number]
export type Warehouse = Topics['warehouses'][number]
export type Shipment = Topics['shipments'][number]

export type Act = Documents['ActIn']['act']
export type ResponseWithMoves = Documents['ResponseOut']
export type ResponseDetail = Documents['EvaluatedOut']
export type Gauge = Documents['GaugeOut']
export type FirstHour = Documents['CardOut']

export type ReportWithMoves = Documents['ReportOut']
export type ReportKind = Report['kind']
export type Finding = Documents['FindingOut']
export type Indicator = Documents['IndicatorOut']
export type Figures = Documents['AreaFiguresOut']
/** A figure as screens show it: made of an estimate alone, or of several figures, it has no reports. */
export type Figure = Omit<Documents['IndicatorFigures'], 'reported' | 'estimated'> &
  Record<'reported', Sourced | null> &
  Record<'estimated', Omit<Documents['EstimatedOut'], 'run_id'> | null>
export type Sourced = Documents['FigureOut']
export type MatrixRow = Documents['MatrixRow']

export type EstimateDetail = Documents['EstimateDetail']
/** A zone of a footprint; a screen may leave its outer lines away. */
export type Band = Omit<Documents['Band'], 'p'> & Partial<Pick<Documents['Band'], 'p'>>
export type Spread = Documents['RangeOut']

export type Code = Documents['CodeOut']
export type Outlines = Documents['Outlines']
export type AreaRow = Documents['AreaOut']
export type Places = Documents['PlaceCollection']
/** A depot with its stock as a world has it. */
export type Stocked = Documents['WarehouseOut']
