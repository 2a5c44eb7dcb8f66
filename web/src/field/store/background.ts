/** Sending without a page: what the service worker does when the browser says there is a network. */
import { newId } from '@/api/ids'
import { FieldDatabase } from './database'
import { present, senderFor } from './network'
import { type Drained, type Lane, Outbox } from './outbox'
import { Safe } from './seal'

export const SYNC_TAG = 'jinmin-outbox'
/** Marks a phone whose person left where the centre could not be told. */
export const LEFT = 'left'
const LOCK = 'jinmin-field-outbox'

/** Let one part of the browser, page or worker, send in a lane at a time; null when another is at it. */
export async function alone(lane: Lane, act: () => Promise<Drained>): Promise<Drained | null> {
  return await navigator.locks.request(`${LOCK}-${lane}`, { ifAvailable: true }, async (lock) =>
    lock ? act() : null,
  )
}

/** Ask the browser to wake the worker once there is a network; where it can. */
export async function askForSync(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration('/field')
  const { sync } = (registration ?? {}) as { sync?: { register(tag: string): Promise<void> } }
  await sync?.register(SYNC_TAG)
}

/**
 * Send what waits for the account that is signed in.
 *
 * Throws when there still is no network, so that the browser tries again by itself.
 */
export async function drainInBackground(): Promise<void> {
  const database = new FieldDatabase()
  try {
    const known = (await database.cache.get(LEFT)) ? null : await present()
    if (!known) return
    const send = senderFor(known)
    const outbox = new Outbox(database, await Safe.open(database), newId)
    for (const lane of ['text', 'photos'] as const) {
      const outcome = await alone(lane, () => outbox.drain(known.person.account, send, lane))
      if (outcome === 'offline') throw new TypeError('no network')
      if (outcome === 'sign-in') return
    }
  } finally {
    database.close()
  }
}
