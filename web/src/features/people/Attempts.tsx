import { useInfiniteQuery } from '@tanstack/react-query'
import { Input } from 'antd'
import { useState } from 'react'
import { api } from '@/api/client'
import { clock, day } from '@/app/format'
import { Empty, Failed, Loading, Outdated } from '@/app/states'
import { useText } from '@/app/text'
import { More, useRested } from './parts'
import { text } from './text'

/** 登录记录: who tried to sign in, from where, and whether it was good. */
export function Attempts() {
  const words = useText(text)
  const [typed, setTyped] = useState('')
  const account = useRested(typed.trim())
  const attempts = useInfiniteQuery({
    queryKey: ['sign-ins', account],
    queryFn: ({ signal, pageParam }) => api.get('/api/audit/sign-ins', { signal, query: { ...(account && { account }), ...(pageParam !== null && { before: pageParam }) } }),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next,
  })
  const rows = attempts.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <div className="jm-page jm-page-wide">
      <section className="jm-page-main">
        <header className="jm-page-head">
          <h1>{words.attempts}</h1>
          {attempts.data && attempts.error && <Outdated cause={attempts.error} onRetry={() => void attempts.refetch()} />}
          <Input.Search className="jm-people-search" value={typed} placeholder={words.searchAccount} aria-label={words.searchAccount} allowClear onChange={(e) => setTyped(e.target.value)} />
        </header>
        <div className="jm-page-body">
          {!attempts.data ? attempts.error ? <Failed cause={attempts.error} onRetry={() => void attempts.refetch()} /> : <Loading />
            : rows.length === 0 ? <Empty title={words.noAttempts} />
            : (
              <table className="jm-table">
                <thead><tr><th>{words.time}</th><th>{words.account}</th><th>{words.kind}</th><th>{words.result}</th><th>{words.address}</th></tr></thead>
                <tbody>
                  {rows.map((one) => (
                    <tr key={one.id}>
                      <td>{day(one.at)} {clock(one.at, true)}</td>
                      <td>{one.account}</td>
                      <td>{words.kinds[one.kind] ?? one.kind}</td>
                      <td className={one.ok ? '' : 'jm-due-over'}>{one.ok ? words.good : words.bad}</td>
                      <td>{one.address}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          <More has={attempts.hasNextPage} busy={attempts.isFetchingNextPage} onMore={() => void attempts.fetchNextPage()} />
        </div>
      </section>
    </div>
  )
}
