/** The report being written, saved at every touch so that a dead battery costs nothing. */
import { type Count, type Figures, isBlank, UNKNOWN, withLost } from '@/ground/figures'
import type { Place } from '@/ground/report'
import { type FieldDatabase, isFull } from './database'
import type { Safe } from './seal'

export interface Draft {
  /** The command that will carry this report; its photos already hang on it. */
  commandId: string
  incidentId: string
  figures: Figures
  place: Place
  /** The deaths as stated before the number of the lost was typed anew; null once it is settled. */
  dead: Count
}

/** A draft that lies on the phone, open or not. */
export interface LeftDraft {
  draft: Draft
  saved_at: number
  photos: number
}

/** Whether what is written lies on the phone; `full` and `failed` are said to the reporter. */
export type Kept = 'untouched' | 'saving' | 'saved' | 'full' | 'failed'

/** One draft per account and incident. */
export function draftId(account: string, incidentId: string): string {
  return `${account} ${incidentId}`
}

export function emptyDraft(incidentId: string, commandId: string): Draft {
  return {
    commandId,
    incidentId,
    figures: { ...UNKNOWN },
    place: { how: 'unit' },
    dead: null,
  }
}

/** Type the number of the lost: every digit is kept at once, and none of them takes from the stated dead. */
export function typeLost({ figures, dead }: Draft, total: Count): Partial<Draft> {
  const stated = dead ?? figures.deaths
  return { figures: withLost(figures, total, stated), dead: stated }
}

/**
 * A draft in somebody's hands.
 *
 * A change is made to the newest state, never to the one that was shown when its maker began: a place or
 * a photo may be long in coming, and what was typed meanwhile stays. Saves follow each other in order.
 */
export class OpenDraft {
  private listeners = new Set<() => void>()
  private saves: Promise<void> = Promise.resolve()
  private state: { draft: Draft; kept: Kept }

  constructor(
    draft: Draft,
    kept: Kept,
    private readonly save: (draft: Draft) => Promise<void>,
  ) {
    this.state = { draft, kept }
  }

  snapshot = (): { draft: Draft; kept: Kept } => this.state

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Change the draft; resolves once the change has been saved, or could not be. */
  change(update: (now: Draft) => Partial<Draft>): Promise<void> {
    this.set({ draft: { ...this.state.draft, ...update(this.state.draft) }, kept: 'saving' })
    this.saves = this.saves.then(() => this.keep())
    return this.saves
  }

  /** Save the draft before something is hung on its command; tells why it could not be. */
  async hold(): Promise<'full' | 'failed' | null> {
    await this.change(() => ({}))
    const { kept } = this.state
    return kept === 'full' || kept === 'failed' ? kept : null
  }

  private async keep(): Promise<void> {
    const { draft } = this.state
    try {
      await this.save(draft)
      if (this.state.draft === draft) this.set({ draft, kept: 'saved' })
    } catch (cause) {
      this.set({ draft: this.state.draft, kept: isFull(cause) ? 'full' : 'failed' })
    }
  }

  private set(state: { draft: Draft; kept: Kept }): void {
    this.state = state
    for (const listener of this.listeners) listener()
  }
}

/** The drafts on this phone. */
export class Drafts {
  private opened = new Map<string, Promise<OpenDraft>>()

  constructor(
    private readonly database: FieldDatabase,
    private readonly safe: Safe,
    private readonly newId: () => string,
  ) {}

  /** Open the draft of an account on an incident: one and the same for all who write on it. */
  open(account: string, incidentId: string): Promise<OpenDraft> {
    const id = draftId(account, incidentId)
    const opened = this.opened.get(id) ?? this.load(account, incidentId)
    this.opened.set(id, opened)
    opened.catch(() => this.opened.delete(id))
    return opened
  }

  /** Let go of a draft that was handed over for sending; the next one starts empty. */
  close(account: string, incidentId: string): void {
    this.opened.delete(draftId(account, incidentId))
  }

  /** The drafts of an account in which something stands. */
  async left(account: string): Promise<LeftDraft[]> {
    const rows = await this.database.draft.toArray()
    // The index alone: the photos themselves are megabytes.
    const hanging = await this.database.blob.orderBy('command_id').keys()
    const found: LeftDraft[] = []
    for (const row of rows.filter((one) => one.account === account)) {
      const draft = await this.safe.unseal<Draft>(row.body).catch(() => null)
      if (!draft) continue
      const photos = hanging.filter((one) => one === draft.commandId).length
      if (photos > 0 || !isBlank(draft.figures))
        found.push({ draft, saved_at: row.saved_at, photos })
    }
    return found
  }

  /** Let a draft speak of another incident, of which nothing has been written yet. */
  async move(account: string, draft: Draft, incidentId: string): Promise<void> {
    const moved: Draft = { ...draft, incidentId }
    const body = await this.safe.seal(moved)
    const { draft: drafts } = this.database
    await this.database.transaction('rw', drafts, async () => {
      await drafts.put({
        id: draftId(account, incidentId),
        account,
        saved_at: Date.now(),
        body,
      })
      await drafts.delete(draftId(account, draft.incidentId))
    })
    this.close(account, draft.incidentId)
    this.close(account, incidentId)
  }

  /** Drop a draft that a person gave up, with its photos. */
  async discard(account: string, draft: Draft): Promise<void> {
    const { draft: drafts, blob } = this.database
    await this.database.transaction('rw', drafts, blob, async () => {
      await drafts.delete(draftId(account, draft.incidentId))
      await blob.where('command_id').equals(draft.commandId).delete()
    })
    this.close(account, draft.incidentId)
  }

  private async load(account: string, incidentId: string): Promise<OpenDraft> {
    const row = await this.database.draft.get(draftId(account, incidentId))
    const kept = row && (await this.safe.unseal<Draft>(row.body))
    return new OpenDraft(
      kept ?? emptyDraft(incidentId, this.newId()),
      kept ? 'saved' : 'untouched',
      (draft) => this.save(account, draft),
    )
  }

  private async save(account: string, draft: Draft): Promise<void> {
    const body = await this.safe.seal(draft)
    const id = draftId(account, draft.incidentId)
    const { draft: drafts, outbox, receipt } = this.database
    await this.database.transaction('rw', drafts, outbox, receipt, async () => {
      // A late save must not bring back what has just been handed over for sending.
      const queued = await outbox.where('command_id').equals(draft.commandId).count()
      if (queued || (await receipt.get(draft.commandId))) return
      await drafts.put({ id, account, saved_at: Date.now(), body })
    })
  }
}
