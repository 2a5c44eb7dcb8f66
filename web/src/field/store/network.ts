/** The outbox's way to the centre: every answer is handed back, only the lack of a network is thrown. */
import type { Answer as Document, Known, Query } from '@/api/addresses'
import { api, patience, ProblemError, session } from '@/api/client'
import type { Session } from '@/api/types'
import type { Answer, Outgoing } from './outbox'

const PATIENCE_MS = 30_000

async function once({ path, commandId, body }: Outgoing): Promise<Answer> {
  try {
    const answer = await api.postKept(path, body, {
      commandId,
      patience: patience(body, PATIENCE_MS),
      guarded: false,
    })
    return { status: 200, body: (answer ?? {}) as Record<string, unknown> }
  } catch (cause) {
    // A page that is not JSON came from a carrier's or a hotel's door, not from the centre.
    if (cause instanceof SyntaxError) return { status: 200, body: null }
    return refusalOf(cause)
  }
}

/** What the centre answered when it refused; the lack of a network is thrown on. */
function refusalOf(cause: unknown): Answer {
  if (!(cause instanceof ProblemError) || cause.status === 0) throw cause
  return { status: cause.status, body: { ...cause.problem } }
}

/** Send one command; the session's token is fetched anew once, for it may have changed meanwhile. */
export async function send(outgoing: Outgoing): Promise<Answer> {
  const answer = await once(outgoing)
  if (answer.status !== 403 || answer.body?.['code'] !== 'csrf') return answer
  try {
    if ((await present()) === null) return { status: 401, body: {} }
  } catch (cause) {
    return refusalOf(cause)
  }
  return once(outgoing)
}

/** Who is signed in, asked anew; rejects without a network, also one that takes and gives nothing. */
export function present(): Promise<Session | null> {
  return session(true, PATIENCE_MS)
}

/** Read a document; null when the centre refuses it; rejects without a network. */
export async function read<const A extends string>(
  address: A & Known<'get', A>,
  query?: Query<'get', A>,
): Promise<Document<'get', A> | null> {
  try {
    return await api.get<A>(address, { patience: PATIENCE_MS, guarded: false, ...(query ? { query } : {}) })
  } catch (cause) {
    if (cause instanceof ProblemError && cause.status > 0) return null
    throw cause
  }
}
