/** The report being written, saved at every touch so that a dead battery costs nothing. */
import { type Figures, UNKNOWN } from '../figures'
import type { FieldDatabase } from './database'
import type { Safe } from './seal'

/** Where the report was written, and how that is known. */
export type Place =
  | { how: 'unit' }
  | { how: 'gps'; lon: number; lat: number; accuracy_m: number }
  | { how: 'map'; lon: number; lat: number }

export interface Draft {
  /** The command that will carry this report; its photos already hang on it. */
  commandId: string
  incidentId: string
  /** Unit it speaks for, where that is not the reporter's own. */
  area: number | null
  figures: Figures
  place: Place
  note: string
  /** Unit on whose behalf it is sent, when another phone handed it over. */
  relayedFrom: string | null
}

/** One draft per account and incident. */
export function draftId(account: string, incidentId: string): string {
  return `${account} ${incidentId}`
}

export function emptyDraft(incidentId: string, commandId: string): Draft {
  return {
    commandId,
    incidentId,
    area: null,
    figures: { ...UNKNOWN },
    place: { how: 'unit' },
    note: '',
    relayedFrom: null,
  }
}

export async function loadDraft(
  database: FieldDatabase,
  safe: Safe,
  id: string,
): Promise<Draft | null> {
  const row = await database.draft.get(id)
  return row ? safe.unseal<Draft>(row.body) : null
}

export async function saveDraft(
  database: FieldDatabase,
  safe: Safe,
  account: string,
  draft: Draft,
): Promise<void> {
  const body = await safe.seal(draft)
  const id = draftId(account, draft.incidentId)
  await database.transaction('rw', database.draft, database.outbox, database.receipt, async () => {
    // A late save must not bring back what has just been handed over for sending.
    const queued = await database.outbox.where('command_id').equals(draft.commandId).count()
    if (queued || (await database.receipt.get(draft.commandId))) return
    await database.draft.put({ id, account, saved_at: Date.now(), body })
  })
}
