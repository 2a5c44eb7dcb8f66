/** Photos nothing on the phone points to any more: they take room and nobody can see or send them. */
import type { FieldDatabase } from './database'
import type { Draft } from './drafts'
import type { Safe } from './seal'

const PAGE = 'jinmin-field-page'

/**
 * Drop the photos that belong to no draft and to nothing that waits.
 *
 * A draft is saved before its first photo is kept, and handed over in the transaction that queues its
 * photos: what nothing points to at one moment, nothing will. A draft that cannot be read may own any.
 */
export async function sweep(database: FieldDatabase, safe: Safe): Promise<void> {
  const { blob, draft, outbox } = database
  const [owners, drafts, items] = await database.transaction('r', blob, draft, outbox, () =>
    Promise.all([
      blob.orderBy('command_id').uniqueKeys(),
      draft.toArray(),
      outbox.toArray(),
    ]),
  )
  if (owners.length === 0) return
  const written = await Promise.all(drafts.map((row) => safe.unseal<Draft>(row.body).catch(() => null)))
  if (written.includes(null)) return
  const alive = new Set([
    ...written.map((one) => one?.commandId),
    ...items.flatMap((item) => [item.command_id, item.after]),
  ])
  const orphans = owners.map(String).filter((owner) => !alive.has(owner))
  await blob.where('command_id').anyOf(orphans).delete()
}

/**
 * Sweep when a page starts and is the only one: another one may hold a draft that a third one's has
 * replaced on the disk, and still send it with its photos.
 */
export async function sweepAtStart(database: FieldDatabase, safe: Safe): Promise<void> {
  const { locks } = navigator
  await locks
    .request(PAGE, { ifAvailable: true }, (lock) => (lock ? sweep(database, safe) : undefined))
    .catch(() => undefined) // it takes room until the next start, and hinders nobody
  // Held until the page is gone.
  void locks.request(PAGE, { mode: 'shared' }, () => new Promise(() => undefined))
}
