import 'fake-indexeddb/auto'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { logout } from '@/api/client'
import { newId } from '@/api/ids'
import type { Session } from '@/api/types'
import { present, senderFor } from './network'
import { hasLearned, InitialPasswordError, Phone } from './phone'

const A = '371426108-reporter'
const B = '371426103-reporter'
const INCIDENT = '0189c000-0000-7000-8000-000000000001'

interface Told {
  /** Whose cookie it went out with. */
  account: string
  path: string
}

/** The centre and this browser's one cookie: a change counts only with the token of its session. */
class Site {
  cookie: Session | null = null
  readonly accepted: Told[] = []
  /** Requests to this path get no answer before `answer` is called. */
  silent = ''
  answer: () => void = () => undefined
  /** Called once such a request has left. */
  gone: () => void = () => undefined
  /** Whether the next one to enter has a password that somebody else gave out. */
  initial = false
  private sessions = 0

  enter(account: string): Session {
    const office = { name: '前曹镇值班室' }
    const post = { office, area: 371426108000, area_name: '前曹镇', tier: 4, roles: ['reporter'] }
    this.sessions += 1
    this.cookie = {
      person: { account, name: account },
      post,
      csrf: `t${this.sessions}`,
      must_change_password: this.initial,
    } as Session
    return this.cookie
  }

  readonly fetch = async (path: string, init: RequestInit): Promise<Response> => {
    const method = init.method ?? 'GET'
    const token = new Headers(init.headers).get('X-CSRF')
    if (path === '/api/session' && method === 'POST')
      return Response.json(this.enter((JSON.parse(init.body as string) as { account: string }).account))
    if (!this.cookie) return refusal(401, 'unauthenticated')
    if (method !== 'GET' && token !== this.cookie.csrf) return refusal(403, 'csrf')
    if (path === '/api/session') {
      if (method === 'GET') return Response.json(this.cookie)
      this.cookie = null
      return new Response(null, { status: 204 })
    }
    if (path === '/api/session/password') {
      this.initial = false
      this.cookie.must_change_password = false
      return new Response(null, { status: 204 })
    }
    if (this.cookie.must_change_password) return refusal(403, 'password-change')
    if (path.startsWith('/api/live')) return Response.json({ topics: {} })
    if (path === this.silent) {
      this.gone()
      return new Promise((answer, fail) => {
        this.answer = () => answer(Response.json({ id: newId() }))
        init.signal?.addEventListener('abort', () => fail(init.signal?.reason as Error))
      })
    }
    this.accepted.push({ account: this.cookie.person.account, path })
    return Response.json({ id: newId(), incident_id: INCIDENT }, { status: 201 })
  }
}

function refusal(status: number, code: string): Response {
  const headers = { 'Content-Type': 'application/problem+json' }
  return new Response(JSON.stringify({ status, code, title: code }), { status, headers })
}

let site: Site

beforeEach(() => {
  site = new Site()
  vi.stubGlobal('fetch', site.fetch)
})

afterEach(async () => {
  await logout().catch(() => undefined)
  vi.unstubAllGlobals()
})

const move = () => ({ method: 'POST' as const, path: '/api/orders/o/accept', commandId: newId(), body: {} })

describe('speaking for an account', () => {
  it('goes on under a new session of the same account', async () => {
    const send = senderFor(site.enter(A))
    site.enter(A)
    expect(await send(move())).toMatchObject({ status: 200 })
    expect(site.accepted).toEqual([{ account: A, path: '/api/orders/o/accept' }])
  })

  it('says nothing under the session of somebody who signed in in another tab', async () => {
    const send = senderFor(site.enter(A))
    site.enter(B)
    expect(await send(move())).toMatchObject({ status: 401 })
    // Nor does it once the page itself has learnt who is there now.
    await present()
    expect(await send(move())).toMatchObject({ status: 401 })
    expect(site.accepted).toEqual([])
  })

  it("tells the centre's refusal from that of a door on the way", async () => {
    const send = senderFor(site.enter(A))
    const page = { headers: { 'Content-Type': 'text/html' } }
    const json = { headers: { 'Content-Type': 'application/json' } }
    for (const status of [401, 403, 404])
      for (const [said, kind] of [['<html>', page], ['{"title":"no"}', json]] as const) {
        vi.stubGlobal('fetch', async () => new Response(said, { ...kind, status }))
        expect(await send(move())).toEqual({ status, body: null })
      }
    vi.stubGlobal('fetch', async () => new Response('<html>', page))
    expect(await send(move())).toMatchObject({ body: null })
    vi.stubGlobal('fetch', async () => refusal(422, 'report-refused'))
    expect(await send(move())).toMatchObject({ status: 422, body: { code: 'report-refused' } })
  })

  it('ends at once when its person leaves, which is not the lack of a network', async () => {
    const left = new AbortController()
    site.silent = '/api/orders/o/accept'
    const send = senderFor(site.enter(A), left.signal)
    const answer = send(move())
    left.abort()
    expect(await answer).toMatchObject({ status: 401 })
    expect(await send(move())).toMatchObject({ status: 401 })
    expect(site.accepted).toEqual([])
  })
})

/** What a browser gives a page, as far as the phone needs it. */
function browser(): void {
  const held = new Set<string>()
  const request = async (name: string, _: unknown, act: (lock: unknown) => unknown) => {
    if (held.has(name)) return act(null)
    held.add(name)
    try {
      return await act({ name })
    } finally {
      held.delete(name)
    }
  }
  vi.stubGlobal('navigator', { locks: { request } })
  vi.stubGlobal('window', { addEventListener: () => undefined, setInterval: () => 0 })
  vi.stubGlobal('document', { addEventListener: () => undefined, hidden: false })
}

describe('a phone handed over', () => {
  it("sends nothing of the first person's under the second one's session", async () => {
    browser()
    const phone = await Phone.open()
    await phone.signIn(A, 'secret')
    site.silent = '/api/files'
    const uploading = new Promise<void>((done) => (site.gone = done))
    const commandId = newId()
    for (const taken_at of ['2023-08-06T05:01:00+08:00', '2023-08-06T05:02:00+08:00'])
      await phone.outbox.keepPhoto(commandId, { data: new Blob([taken_at]), taken_at })
    await phone.outbox.addReport({ commandId, account: A, body: { incident_id: INCIDENT } })
    await phone.refresh()
    await uploading
    expect(site.accepted).toEqual([{ account: A, path: '/api/reports' }])

    await phone.signOut()
    site.silent = ''
    await phone.signIn(B, 'secret')
    site.answer()
    await phone.refresh()
    expect(site.accepted).toHaveLength(1)
    const waiting = await phone.database.outbox.toArray()
    expect(waiting).toMatchObject([A, A].map((account) => ({ account, state: 'waiting', tries: 0 })))
    expect(phone.snapshot().session?.account).toBe(B)

    await phone.signOut()
    await phone.signIn(A, 'secret')
    await vi.waitFor(async () => expect(await phone.database.outbox.count()).toBe(0))
    expect(site.accepted.filter((one) => one.account !== A)).toEqual([])
    expect(site.accepted.filter((one) => one.path === '/api/files')).toHaveLength(2)
  })

  it('keeps its person while a door on the way answers instead of the centre', async () => {
    browser()
    const phone = await Phone.open()
    await phone.signIn(A, 'secret')
    for (const status of [200, 401, 404]) {
      const page = { status, headers: { 'Content-Type': 'text/html' } }
      vi.stubGlobal('fetch', async () => new Response('<html>', page))
      await phone.refresh()
      expect(phone.snapshot()).toMatchObject({ session: { account: A }, link: 'trouble' })
    }
  })

  it('signs nobody out but who left it', async () => {
    browser()
    const phone = await Phone.open()
    await phone.signIn(A, 'secret')
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
    await phone.signOut()
    vi.stubGlobal('fetch', site.fetch)
    site.enter(B)
    await phone.refresh()
    expect(site.cookie?.person.account).toBe(B)
    expect(phone.snapshot()).toMatchObject({ session: null, link: 'sign-in' })

    await phone.signIn(A, 'secret')
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
    await phone.signOut()
    vi.stubGlobal('fetch', site.fetch)
    await phone.refresh()
    expect(site.cookie).toBeNull()
  })

  it('has been left as soon as it shows so, also for a page that is closed at once', async () => {
    browser()
    const phone = await Phone.open()
    await phone.signIn(A, 'secret')
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
    const leaving = phone.signOut()
    await vi.waitFor(() => expect(phone.snapshot().session).toBeNull())
    expect(await phone.database.cache.get('left')).toMatchObject({ value: A })
    await leaving
    expect(await phone.database.cache.get('left')).toMatchObject({ value: A })
  })

  it('forgets who left it, also where the page was closed before it could', async () => {
    browser()
    const leftAtOnce = async (): Promise<Phone> => {
      const phone = await Phone.open()
      await phone.signIn(A, 'secret')
      phone.choose(INCIDENT)
      await vi.waitFor(async () =>
        expect((await phone.database.cache.toArray()).map((row) => row.key)).toContain('pin'),
      )
      await phone.database.cache.put({ key: 'left', at: Date.now(), value: A })
      return await Phone.open()
    }
    await (await leftAtOnce()).refresh()
    expect(site.cookie).toBeNull()
    expect((await Phone.open()).snapshot()).toMatchObject({ session: null, pin: { incidentId: null } })

    await (await leftAtOnce()).signIn(B, 'secret')
    const next = (await Phone.open()).snapshot()
    expect(next.session?.account).not.toBe(A)
    expect(next.pin.incidentId).toBeNull()
  })

  it('starts a round of its own for whoever signs in', async () => {
    browser()
    const phone = await Phone.open()
    await phone.signIn(A, 'secret')
    const late = new Promise<void>((done) => (site.gone = done))
    site.silent = '/api/orders/o/accept'
    await phone.outbox.addMove(A, { path: site.silent })
    const round = phone.refresh()
    await late
    await phone.signIn(B, 'secret')
    await round
    expect(phone.snapshot()).toMatchObject({ session: { account: B }, link: 'live', sending: false })
    expect(site.accepted).toEqual([])
  })
})

describe('signing in', () => {
  it('takes an initial password only together with one that takes its place', async () => {
    browser()
    site.initial = true
    const phone = await Phone.open()
    await phone.signOut()
    await expect(phone.signIn(A, 'initial')).rejects.toBeInstanceOf(InitialPasswordError)
    expect(site.cookie).toBeNull()
    expect(phone.snapshot()).toMatchObject({ session: null })
    await phone.signIn(A, 'initial', 'Ganz neu und lang 7')
    expect(site.cookie?.must_change_password).toBe(false)
    expect(phone.snapshot()).toMatchObject({ session: { account: A }, link: 'live' })
  })

  it('knows nothing, not even that there is nothing, before the centre was heard', async () => {
    browser()
    const phone = await Phone.open()
    await phone.signOut()
    vi.stubGlobal('fetch', async (path: string, init: RequestInit) =>
      path.startsWith('/api/live') ? refusal(503, 'unavailable') : site.fetch(path, init),
    )
    await phone.signIn(A, 'secret')
    expect(phone.snapshot()).toMatchObject({ session: { account: A }, refused: true })
    expect(hasLearned(phone.snapshot().known)).toBe(false)
    vi.stubGlobal('fetch', site.fetch)
    await phone.refresh()
    expect(phone.snapshot().refused).toBe(false)
    expect(hasLearned(phone.snapshot().known)).toBe(true)
  })
})
