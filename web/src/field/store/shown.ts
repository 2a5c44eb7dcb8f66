/** What lies on the phone, as the account that uses it may see it. */
import type { FieldDatabase, OutboxRow, ReceiptRow, Sealed } from './database'
import type { Safe } from './seal'

/** An outbox item as the queue shows it; another account's is not opened. */
export interface Item extends Omit<OutboxRow, 'body'> {
  body: Record<string, unknown>
  bytes: number
}

export interface Receipt extends Omit<ReceiptRow, 'body'> {
  body: Record<string, unknown>
}

/** Receipts of reports that the pages can show. */
const RECEIPTS = 40

/** All that waits. A photo's size stands in its item: its bytes stay where they are. */
export async function itemsFor(
  account: string | null,
  database: FieldDatabase,
  safe: Safe,
): Promise<Item[]> {
  const rows = await database.outbox.orderBy('seq').toArray()
  return Promise.all(
    rows.map(async (row) => {
      const body = row.account === account ? await opened(safe, row.body) : {}
      return { ...row, body, bytes: Number(body['bytes'] ?? 0) }
    }),
  )
}

/** The last receipts of the account's reports; those of photos and answers would push them out. */
export async function receiptsFor(
  account: string | null,
  database: FieldDatabase,
  safe: Safe,
): Promise<Receipt[]> {
  const rows = await database.receipt
    .orderBy('received_at')
    .reverse()
    .filter((row) => row.kind === 'report' && row.account === account)
    .limit(RECEIPTS)
    .toArray()
  return Promise.all(rows.map(async (row) => ({ ...row, body: await opened(safe, row.body) })))
}

/** The content of a row; empty where this phone can no longer read it. */
function opened(safe: Safe, sealed: Sealed): Promise<Record<string, unknown>> {
  return safe.unseal<Record<string, unknown>>(sealed).catch(() => ({}))
}
