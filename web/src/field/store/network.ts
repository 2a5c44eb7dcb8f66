/** The outbox's way to the centre: every answer is handed back, only the lack of a network is thrown. */
import type { Answer as Document, Known, Query } from '@/api/addresses'
import { api, FOREIGN, patience, ProblemError, session } from '@/api/client'
import type { Session } from '@/api/types'
import type { Answer, Outgoing, Send } from './outbox'

const PATIENCE_MS = 30_000

/** Said where the session in force is not the one a command was written for. */
const SIGN_IN: Answer = { status: 401, body: {} }

async function once(
  { path, commandId, body }: Outgoing,
  csrf: string,
  left?: AbortSignal,
): Promise<Answer> {
  try {
    const answer = await api.postKept(path, body, {
      commandId,
      csrf,
      patience: patience(body, PATIENCE_MS),
      guarded: false,
      ...(left ? { signal: left } : {}),
    })
    return { status: 200, body: (answer ?? {}) as Record<string, unknown> }
  } catch (cause) {
    return refusalOf(cause)
  }
}

/** What was answered instead of a document; the lack of a network is thrown on. */
function refusalOf(cause: unknown): Answer {
  // A page that is not JSON came from a carrier's or a hotel's door, not from the centre.
  if (cause instanceof SyntaxError) return { status: 200, body: null }
  if (!(cause instanceof ProblemError) || cause.status === 0) throw cause
  return { status: cause.status, body: cause.code === FOREIGN ? null : { ...cause.problem } }
}

/**
 * Return the way to speak for the account of a session, and for no other.
 *
 * The cookie is the browser's and may become another person's at any moment: in another tab, or because
 * this phone was handed over. The token goes with the session it was given for, so that the centre refuses
 * what would go out under another one; then the present session is asked for, and the command is said
 * again only where it is the same account's. `left` ends what is under way.
 */
export function senderFor({ person, csrf }: Session, left?: AbortSignal): Send {
  let token = csrf
  return async (outgoing) => {
    if (left?.aborted) return SIGN_IN
    try {
      const answer = await once(outgoing, token, left)
      if (answer.status !== 403 || answer.body?.['code'] !== 'csrf') return answer
      const now = await present(left)
      if (now?.person.account !== person.account) return SIGN_IN
      token = now.csrf
      return await once(outgoing, token, left)
    } catch (cause) {
      return left?.aborted ? SIGN_IN : refusalOf(cause)
    }
  }
}

/** Who is signed in, asked anew; rejects without a network, also one that takes and gives nothing. */
export function present(left?: AbortSignal): Promise<Session | null> {
  return session(true, PATIENCE_MS, left)
}

/** Read a document; null when the centre refuses it; rejects without a network. */
export async function read<const A extends string>(
  address: A & Known<'get', A>,
  query?: Query<'get', A>,
  left?: AbortSignal,
): Promise<Document<'get', A> | null> {
  try {
    return await api.get<A>(address, {
      patience: PATIENCE_MS,
      guarded: false,
      ...(query ? { query } : {}),
      ...(left ? { signal: left } : {}),
    })
  } catch (cause) {
    if (cause instanceof ProblemError && cause.status > 0) return null
    throw cause
  }
}
