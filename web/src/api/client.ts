import { lang } from '@/app/text'
import type { Answer, Body, Known, Query } from './addresses'
import type { Problem, Session } from './types'
import { newId } from './ids'

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
  signal?: AbortSignal
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

let known: Session | null = null
let skew = 0
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

function measureSkew(response: globalThis.Response): void {
  const said = Date.parse(response.headers.get('Date') ?? '')
  if (Number.isNaN(said)) return
  const gap = said + 500 - Date.now()
  skew = Math.abs(gap) > 2500 ? gap : 0
}

async function problemOf(response: globalThis.Response): Promise<Problem> {
  try {
    const body: unknown = await response.json()
    if (body && typeof body === 'object' && 'title' in body) return body as Problem
  } catch {
    // A proxy answered with something else than a problem document; the status still says enough.
  }
  return {
    status: response.status,
    code: 'http',
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
  if (body !== undefined && !form) headers['Content-Type'] = 'application/json'
  if (Date.now() - touched > UNATTENDED_AFTER) headers['X-Unattended'] = '1'
  if (method !== 'GET') {
    headers['Command-Id'] = options.commandId ?? newId()
    if (known?.csrf) headers['X-CSRF'] = known.csrf
  }
  if (options.version !== undefined) headers['If-Match'] = `"${options.version}"`
  let response: globalThis.Response
  try {
    response = await fetch(path, {
      method,
      headers,
      body: body === undefined ? null : form ? body : JSON.stringify(body),
      credentials: 'same-origin',
      signal: options.signal ?? null,
    })
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ProblemError(unreachable)
  }
  measureSkew(response)
  if (!response.ok) {
    const problem = await problemOf(response)
    if (response.status === 401 && options.guarded !== false) remember(null)
    throw new ProblemError(problem)
  }
  if (response.status === 204) return undefined as T
  return (await response.json()) as T
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
export async function session(fresh = false, signal?: AbortSignal): Promise<Session | null> {
  if (known && !fresh) return known
  try {
    remember(await api.get('/api/session', { guarded: false, ...(signal && { signal }) }))
  } catch (cause) {
    if (cause instanceof ProblemError && cause.status === 401) remember(null)
    else throw cause
  }
  return known
}

/** Sign in; throws ProblemError when the name or password is refused. */
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

/** Sign out; the session ends even when the service cannot be reached any more. */
export async function logout(): Promise<void> {
  try {
    await api.delete('/api/session')
  } finally {
    remember(null)
  }
}
