import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Body } from './addresses'
import { api } from './client'
import type { Order } from './types'

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
