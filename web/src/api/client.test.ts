import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Body } from './addresses'
import { api, logout, onSession, patience, serverTime, session } from './client'
import type { Order, Session } from './types'

const asked: string[] = []
const id = ['o'].join('')

function answering(document: unknown): void {
  asked.length = 0
  vi.stubGlobal('fetch', async (address: string) => {
    asked.push(address)
    return new Response(JSON.stringify(document))
  })
}

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

/** Stand in for the service: each call takes the next of some answers, a thrown one is a lost one. */
function service(...answers: (Response | Error)[]): Headers[] {
  const heard: Headers[] = []
  vi.stubGlobal('fetch', async (_address: string, init: RequestInit) => {
    heard.push(new Headers(init.headers))
    const next = answers.shift()
    if (next instanceof Error) throw next
    return next ?? Response.json({})
  })
  return heard
}

function idsOf(heard: Headers[]): Set<string | null> {
  return new Set(heard.map((one) => one.get('Command-Id')))
}

const ORDER: Body<'post', '/api/orders'> = {
  incident_id: 'i',
  title_zh: '核对',
  body_zh: '核对',
  to_areas: [1],
  due_at: '2023-08-06T05:30:00+08:00',
}
const lost = () => new TypeError('Failed to fetch')
const order = (change = {}) => api.post('/api/orders', { ...ORDER, ...change })

describe('a call', () => {
  it('asks only for what is known', async () => {
    answering({})
    await api.get(`/api/incidents/${id}/figures`, { query: { area: undefined } })
    await api.get('/api/areas', { query: { parent: 0, limit: 400 } })
    await api.get('/api/live/snapshot', { query: { topics: 'orders,tasks' } })
    expect(asked).toEqual(['/api/incidents/o/figures', '/api/areas?parent=0&limit=400', '/api/live/snapshot?topics=orders%2Ctasks'])
  })

  it('says when nobody has touched the page for some minutes', async () => {
    vi.useFakeTimers()
    const said: (string | undefined)[] = []
    vi.stubGlobal('fetch', async (_: string, init: { headers: Record<string, string> }) => {
      said.push(init.headers['X-Unattended'])
      return new Response('{}')
    })
    await api.get('/api/session')
    vi.advanceTimersByTime(6 * 60_000)
    await api.get('/api/session')
    expect(said).toEqual([undefined, '1'])
  })

  it('knows by its address what it takes and answers', async () => {
    answering({ id: 'o', moves: ['orders.accept'] })
    const order: Order & { moves: string[] } = await api.get(`/api/orders/${id}`)
    expect(order.moves).toEqual(['orders.accept'])
    const step = 'accept' as 'accept' | 'refuse'
    const after: Order = await api.post(`/api/orders/${order.id}/${step}`, { note: '已收到' })
    expect(after.id).toBe('o')
    const body: Body<'post', '/api/session/second-factor'> = { code: '123456' }
    expect(body).toHaveProperty('code')
  })

  it('does not compile with an unknown address, member or question', () => {
    // @ts-expect-error no such address
    const nowhere = () => api.get('/api/nowhere')
    // @ts-expect-error not with this method
    const deleted = () => api.delete('/api/orders')
    // @ts-expect-error no such member
    const body: Body<'post', '/api/session/post'> = { post: 'p', area: 1 }
    // @ts-expect-error no such question
    const ask = () => api.get('/api/areas', { query: { below: 1 } })
    expect([nowhere, deleted, body, ask]).toHaveLength(4)
  })
})

describe('a command', () => {
  it('stays the same one until its answer has arrived', async () => {
    const cut = new Response(new ReadableStream({ start: (body) => body.error(lost()) }))
    const door = new Response('<html>', { headers: { 'Content-Type': 'text/html' } })
    const heard = service(lost(), cut, door, new Response('', { status: 504 }))
    for (let turn = 0; turn < 4; turn += 1) await expect(order()).rejects.toThrow()
    await order()
    expect(heard).toHaveLength(5)
    expect(idsOf(heard).size).toBe(1)
    await order()
    expect(idsOf(heard).size).toBe(2)
  })

  it('is another one in another post of the same person', async () => {
    const person = { id: 'p', account: '371426-duty', name: '平原县值班员' }
    const inPost = (post: string) => Response.json({ person, csrf: post, post: { id: post } })
    const heard = service(inPost('a'), lost(), lost(), inPost('b'), lost(), inPost('a'), lost())
    const again = async () => expect(order({ body_zh: '换岗' })).rejects.toThrow()
    await session(true)
    await again()
    await again()
    await session(true)
    await again()
    await session(true)
    await again()
    const [first, second, third, fourth] = [1, 2, 4, 6].map((at) => heard[at]?.get('Command-Id'))
    expect(first).toBeTruthy()
    expect([second, fourth]).toEqual([first, first])
    expect(third).not.toBe(first)
  })

  it('is another one with other words, or after it was refused', async () => {
    const headers = { 'Content-Type': 'application/problem+json' }
    const refusal = () => Response.json({ status: 422, title: '不行' }, { status: 422, headers })
    const heard = service(lost(), lost(), refusal(), refusal())
    await expect(order({ body_zh: '一' })).rejects.toThrow()
    await expect(order({ body_zh: '二' })).rejects.toThrow()
    await expect(order({ body_zh: '一' })).rejects.toThrow('不行')
    await expect(order({ body_zh: '一' })).rejects.toThrow('不行')
    const [first, second, third, fourth] = heard.map((one) => one.get('Command-Id'))
    expect(first).not.toBe(second)
    expect(third).toBe(first)
    expect(fourth).not.toBe(first)
  })

  it('is not repeated when its maker names it, nor after an hour', async () => {
    vi.useFakeTimers()
    const heard = service(lost(), lost(), lost())
    await expect(order({ body_zh: '三' })).rejects.toThrow()
    await expect(api.post('/api/orders', { ...ORDER, body_zh: '三' }, { commandId: 'mine' })).rejects.toThrow()
    vi.advanceTimersByTime(2 * 3_600_000)
    await expect(order({ body_zh: '三' })).rejects.toThrow()
    expect(idsOf(heard).size).toBe(3)
  })
})

describe('a line that takes and gives nothing', () => {
  /** Neither an answer nor an end of the line. */
  function halfOpen(): void {
    vi.useFakeTimers()
    vi.stubGlobal(
      'fetch',
      (_address: string, { signal }: RequestInit) =>
        new Promise((_, fail) => signal?.addEventListener('abort', () => fail(signal.reason as Error))),
    )
  }

  it('is given up after fifteen seconds', async () => {
    halfOpen()
    const refused = expect(api.get('/api/areas')).rejects.toMatchObject({ status: 0, code: 'unreachable' })
    await vi.advanceTimersByTimeAsync(15_000)
    await refused
  })

  it('is left at once by a caller who leaves, without a word about the network', async () => {
    halfOpen()
    const control = new AbortController()
    const refused = expect(api.get('/api/areas', { signal: control.signal })).rejects.toMatchObject({ name: 'AbortError' })
    control.abort()
    await refused
    expect(vi.getTimerCount()).toBe(0)
  })

  it('has longer for a photo that must first get through', () => {
    const form = new FormData()
    form.set('file', new File([new Uint8Array(400_000)], 'a.jpg'))
    expect(patience({ figures: {} }, 30_000)).toBe(30_000)
    expect(patience(form, 30_000)).toBe(230_000)
  })
})

describe("the service's time", () => {
  const NOW = Date.parse('2026-11-28T08:00:00Z')
  const told = (at: number, caching: string) =>
    Response.json({}, { headers: { Date: new Date(at).toUTCString(), 'Cache-Control': caching } })

  it('is told by answers that nobody may store, and outlasts the page', async () => {
    vi.useFakeTimers({ now: NOW, toFake: ['Date'] })
    const kept = new Map<string, string>()
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
    })
    const hour = 3_600_000
    service(told(NOW + hour, 'private, no-store'), told(NOW - 20 * hour, 'private, no-cache'))
    await api.get('/api/areas')
    expect(serverTime() - NOW).toBe(hour + 500)
    await api.get('/api/areas/neighbours')
    expect(serverTime() - NOW).toBe(hour + 500)

    vi.resetModules()
    const again = await import('./client')
    expect(again.serverTime() - NOW).toBe(hour + 500)
  })

  it('is not told by an answer that came long after it was given', async () => {
    vi.useFakeTimers({ now: NOW, toFake: ['Date'] })
    service(told(NOW, 'private, no-store'))
    await api.get('/api/areas')
    vi.stubGlobal('fetch', async () => {
      const answer = told(Date.now(), 'private, no-store')
      vi.setSystemTime(NOW + 600_000)
      return answer
    })
    await api.get('/api/areas')
    expect(serverTime()).toBe(NOW + 600_000)
  })
})

describe('signing out', () => {
  it('is done once the service has answered, and not before', async () => {
    service(Response.json({ person: { id: 'p' }, csrf: 'c' }), lost(), new Response(null, { status: 204 }))
    const heard: (Session | null)[] = []
    await session(true)
    const stop = onSession((next) => heard.push(next))
    await expect(logout()).rejects.toThrow()
    expect(heard).toEqual([])
    await logout()
    expect(heard).toEqual([null])
    stop()
  })

  it('is done where the session was over already', async () => {
    const headers = { 'Content-Type': 'application/problem+json' }
    service(Response.json({ person: { id: 'p' }, csrf: 'c' }), Response.json({ status: 401, title: '已退出' }, { status: 401, headers }))
    await session(true)
    await logout()
    service(Response.json({ person: { id: 'q' }, csrf: 'd' }))
    expect((await session())?.person.id).toBe('q')
  })
})
