/** What the phone keeps: work not yet received by the centre, its photos, receipts, drafts, a cache. */
import Dexie, { type Table } from 'dexie'

/** Bytes under the phone's own key: AES-GCM with a fresh 96-bit nonce each. */
export interface Sealed {
  nonce: Uint8Array<ArrayBuffer>
  data: ArrayBuffer
}

/** The problem document of a refusal, as far as the queue shows it. */
export interface Fault {
  code: string
  status: number
  title: string
  title_en: string
  detail: string
  detail_en: string
  number: string
  pointer?: string
}

/**
 * `waiting` goes out by itself; the others wait for a person:
 * `fault` needs completing, `confirm` asks about a place outside the unit.
 */
export type ItemState = 'waiting' | 'fault' | 'confirm'
export type ItemKind = 'report' | 'photo' | 'move'

export interface OutboxRow {
  /** Order of sending, given by the database. */
  seq?: number
  /** UUIDv7 made here; repeated, the centre gives the same answer. */
  command_id: string
  kind: ItemKind
  account: string
  /** Command that must have been received first: a photo follows its report, no change its losses. */
  after: string | null
  body: Sealed
  state: ItemState
  tries: number
  /** Whether the last try got through to somewhere, but to no answer of the centre's. */
  unanswered?: boolean
  /** Milliseconds of real time before which it is not tried again. */
  next_at: number
  saved_at: number
  fault: Fault | null
  /** File number given by the centre once a photo has arrived but is not yet attached. */
  file_id: string | null
}

export interface BlobRow {
  file_id: string
  /** The report it belongs to. */
  command_id: string
  sha256: string
  bytes: number
  taken_at: string
  data: Sealed
}

export interface ReceiptRow {
  command_id: string
  kind: ItemKind
  account: string
  saved_at: number
  received_at: number
  /** The centre's answer. */
  body: Sealed
}

export interface DraftRow {
  id: string
  account: string
  saved_at: number
  body: Sealed
}

export interface CacheRow {
  key: string
  at: number
  value: unknown
}

interface KeyRow {
  id: 'key'
  key: CryptoKey
}

export class FieldDatabase extends Dexie {
  outbox!: Table<OutboxRow, number>
  blob!: Table<BlobRow, string>
  receipt!: Table<ReceiptRow, string>
  draft!: Table<DraftRow, string>
  cache!: Table<CacheRow, string>
  secret!: Table<KeyRow, string>

  constructor(name = 'jinmin-field') {
    super(name)
    this.version(1).stores({
      outbox: '++seq, &command_id, after',
      blob: 'file_id, command_id',
      receipt: 'command_id, received_at',
      draft: 'id',
      cache: 'key',
      secret: 'id',
    })
  }
}

/** Whether the phone refused to keep something because its storage is full. */
export function isFull(cause: unknown): boolean {
  const { name, inner } = (cause ?? {}) as { name?: unknown; inner?: unknown }
  return name === 'QuotaExceededError' || (inner !== undefined && isFull(inner))
}
