import { lang } from '@/app/text'
import type { Answer, Body, Known, Query } from './addresses'
import type { Problem, Session } from './types'
import { newId } from './ids'
import { answered, commandIdOf } from './unanswered'

/** A request that the service, or the way to it, refused. */
export class ProblemError extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.title)
    this.problem = problem
  }

  get status(): number {
    return this.problem.status
  }

  get code(): string {
    return this.problem.code
  }

  /** What went wrong and what to do, in the language in force, with its number. */
  get say(): string {
    const english = lang() === 'en'
    const title = (english && this.problem.title_en) || this.problem.title
    const detail = (english && this.problem.detail_en) || this.problem.detail
    const number = this.problem.number ? ` · ${this.problem.number}` : ''
    return `${title}${detail && detail !== title ? `${english ? ': ' : '：'}${detail}` : ''}${number}`
  }
}

export interface Send {
  /** The version read, sent as If-Match. */
  version?: number
  /** The command's id; the same id twice has one effect. */
  commandId?: string
  /** The token of the session it is meant for; without it, that of whoever is signed in. */
  csrf?: string
  signal?: AbortSignal
  /** Milliseconds within which the whole answer must have come. */
  patience?: number
  /** False keeps a failed sign-in from being taken for an expired session. */
  guarded?: boolean
}

/** How long a page may lie untouched before what it asks for is said to be its own doing. */
const UNATTENDED_AFTER = 5 * 60_000
let touched = Date.now()
if ('addEventListener' in globalThis)
  for (const kind of ['pointerdown', 'pointermove', 'keydown', 'wheel'])
    addEventListener(kind, () => (touched = Date.now()), { capture: true, passive: true })

type Listener = (session: Session | null) => void

const PATIENCE_MS = 15_000
/** The thinnest network on which a photo still arrives. */
const BYTES_PER_MS = 2
const SKEW = 'jm.skew'
/** Two clocks this close are the same: the header has no more than whole seconds. */
const SAME_MS = 2_500

let known: Session | null = null
let skew = rememberedSkew()
const listeners = new Set<Listener>()

function remember(next: Session | null): void {
  known = next
  for (const listener of listeners) listener(next)
}

/** Hear about signing in and out; returns the way to stop hearing. */
export function onSession(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The service's real time at a moment of this machine's, as well as it can be told. */
export function serverTime(local: number = Date.now()): number {
  return local + skew
}

function rememberedSkew(): number {
  try {
    return Number(localStorage.getItem(SKEW)) || 0
  } catch {
    return 0 // a worker has no such storage, and writes no times
  }
}

function rememberSkew(): void {
  try {
    localStorage.setItem(SKEW, String(skew))
  } catch {
    // Nowhere to keep it: this page has it, the next one asks anew.
  }
}

/**
 * Learn by how much this machine's clock is wrong, and remember it: a phone with a slow clock that starts
 * without a network must write the right time into its reports.
 *
 * Only an answer nobody may store tells the present time: the others may come out of a cache, with the
 * time at which they went in. Nor does one that was long on its way.
 */
function measureSkew(response: globalThis.Response, sent: number): void {
  const said = Date.parse(response.headers.get('Date') ?? '')
  const fresh = response.headers.get('Cache-Control')?.includes('no-store')
  const now = Date.now()
  if (Number.isNaN(said) || !fresh || now - sent > PATIENCE_MS) return
  const gap = said + 500 - now
  skew = Math.abs(gap) > SAME_MS ? gap : 0
  rememberSkew()
}

/** How long an answer may take: what is sent must first get through, at two kilobytes a second. */
export function patience(body: unknown, base: number = PATIENCE_MS): number {
  const file = body instanceof FormData ? body.get('file') : null
  return base + (file instanceof Blob ? file.size / BYTES_PER_MS : 0)
}

/** A signal that ends with the patience, or earlier with the caller's own. */
function limited(milliseconds: number, own?: AbortSignal): { signal: AbortSignal; release: () => void } {
  const control = new AbortController()
  const follow = () => control.abort(own?.reason)
  const timer = setTimeout(() => control.abort(new DOMException('no answer in time', 'TimeoutError')), milliseconds)
  if (own?.aborted) follow()
  own?.addEventListener('abort', follow)
  const release = () => {
    clearTimeout(timer)
    own?.removeEventListener('abort', follow)
  }
  return { signal: control.signal, release }
}

/** The code of a refusal that is no problem document: a door on the way has spoken, not the service. */
export const FOREIGN = 'http'

async function problemOf(response: globalThis.Response): Promise<Problem> {
  try {
    const ours = response.headers.get('Content-Type')?.startsWith('application/problem+json')
    const body: unknown = ours && (await response.json())
    if (body && typeof body === 'object' && 'title' in body) return body as Problem
  } catch {
    // Cut off on its way; the status still says enough.
  }
  return {
    status: response.status,
    code: FOREIGN,
    title: `服务器未能处理（${response.status}）`,
    title_en: `The server could not do this (${response.status})`,
  }
}

const unreachable: Problem = {
  status: 0,
  code: 'unreachable',
  title: '连不上服务器，请检查网络后重试',
  title_en: 'The server cannot be reached; check the network and try again',
}

async function send<T>(method: string, path: string, body: unknown, options: Send): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  const form = body instanceof FormData
  const written = body === undefined ? null : form ? body : JSON.stringify(body)
  if (body !== undefined && !form) headers['Content-Type'] = 'application/json'
  if (Date.now() - touched > UNATTENDED_AFTER) headers['X-Unattended'] = '1'
  // A repeated command is told by its words, and by the post it is said in: in another one it is another
  // act. Files are told by their bytes, and what signs somebody in must not be kept.
  const repeatable = method !== 'GET' && !options.commandId && !form && !path.startsWith('/api/session')
  const saying = repeatable ? [known?.person.id, known?.post.id, method, path, written].join(' ') : null
  if (method !== 'GET') {
    headers['Command-Id'] = options.commandId ?? (saying ? commandIdOf(saying) : newId())
    const csrf = options.csrf ?? known?.csrf
    if (csrf) headers['X-CSRF'] = csrf
  }
  if (options.version !== undefined) headers['If-Match'] = `"${options.version}"`
  const { signal, release } = limited(options.patience ?? patience(body), options.signal)
  try {
    const sent = Date.now()
    const response = await fetch(path, { method, headers, body: written, credentials: 'same-origin', signal })
    measureSkew(response, sent)
    if (!response.ok) {
      const problem = await problemOf(response)
      if (saying) answered(saying, response.status)
      const over = response.status === 401 && problem.code !== FOREIGN
      if (over && options.guarded !== false) remember(null)
      throw new ProblemError(problem)
    }
    const answer = response.status === 204 ? undefined : await response.json()
    if (saying) answered(saying, response.status)
    return answer as T
  } catch (cause) {
    // What is not JSON, a door on the way has said; whoever asked and left knows that.
    if (cause instanceof ProblemError || cause instanceof SyntaxError || options.signal?.aborted) throw cause
    throw new ProblemError(unreachable)
  } finally {
    release()
  }
}

function asked(query: Record<string, unknown> = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null)
  return given.length === 0 ? '' : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`
}

/**
 * The service's one door: cookies, CSRF, command ids, versions and problems are seen to here.
 *
 * An address says by itself what it takes and answers; write it with its parameters, as in
 * `/api/orders/${id}`, and what stands behind the question mark as `query`.
 */
export const api = {
  get: <const A extends string>(address: A & Known<'get', A>, options: Send & { query?: Query<'get', A> } = {}) =>
    send<Answer<'get', A>>('GET', address + asked(options.query), undefined, options),
  post: <const A extends string>(address: A & Known<'post', A>, body?: Body<'post', A>, options: Send = {}) =>
    send<Answer<'post', A>>('POST', address, body ?? {}, options),
  delete: <const A extends string>(address: A & Known<'delete', A>, options: Send = {}) =>
    send<Answer<'delete', A>>('DELETE', address, undefined, options),
  /** Send what was written down earlier, whatever its address. */
  postKept: (address: string, body: unknown, options: Send = {}) => send<unknown>('POST', address, body, options),
}

/** Who is signed in, or null; asked from the service once and whenever `fresh`. */
export async function session(
  fresh = false,
  patience: number = PATIENCE_MS,
  signal?: AbortSignal,
): Promise<Session | null> {
  if (known && !fresh) return known
  try {
    remember(await api.get('/api/session', { guarded: false, patience, ...(signal ? { signal } : {}) }))
  } catch (cause) {
    if (cause instanceof ProblemError && cause.status === 401 && cause.code !== FOREIGN) remember(null)
    else throw cause
  }
  return known
}

/** Sign in; throws ProblemError when the account or its password is refused. */
export async function login(account: string, password: string): Promise<Session> {
  const body = { account, password }
  remember(await api.post('/api/session', body, { guarded: false }))
  return known as Session
}

/** Give the six-digit code within a session, so that acts which need it are allowed. */
export async function confirmCode(code: string): Promise<Session> {
  const confirmed = await api.post('/api/session/second-factor', { code }, { guarded: false })
  remember(confirmed)
  return confirmed
}

/** Ask for a secret for one-time codes; the same one again for some minutes. */
export const enrol = () => api.post('/api/session/second-factor/enrol')

/** Keep the secret by giving its first code, which also confirms the session. */
export async function confirmEnrolment(code: string): Promise<Session> {
  const path = '/api/session/second-factor/confirm'
  const confirmed = await api.post(path, { code }, { guarded: false })
  remember(confirmed)
  return confirmed
}

/** Change one's password; the session goes on, others of the person end. */
export async function changePassword(present: string, wished: string): Promise<void> {
  await api.post('/api/session/password', { present, wished }, { guarded: false })
  await session(true)
}

/** Sign out; throws where the service could not be told: the session goes on there, and so does it here. */
export async function logout(): Promise<void> {
  try {
    await api.delete('/api/session')
    remember(null)
  } catch (cause) {
    // A session that was over already is forgotten by now.
    if (known) throw cause
  }
}
