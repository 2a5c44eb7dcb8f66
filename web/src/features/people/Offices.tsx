import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { api } from '@/api/client'
import { can } from '@/api/moves'
import { linkTo, navigate, useRoute } from '@/app/router'
import { useSession } from '@/app/session'
import { Empty, Failed, Loading, Outdated } from '@/app/states'
import { useText } from '@/app/text'
import { Zh } from '@/app/Zh'
import { CreateOffice } from './forms'
import { AreaField, More, useRested } from './parts'
import { text } from './text'

/** 机构: the directory of the area, from which one goes to the people of an area. */
export function Offices() {
  const words = useText(text)
  const { post } = useSession()
  const { query } = useRoute()
  const [typed, setTyped] = useState('')
  const [creating, setCreating] = useState(false)
  const q = useRested(typed.trim())
  const under = query.get('under') ? Number(query.get('under')) : null
  const offices = useInfiniteQuery({
    queryKey: ['offices', q, under, post.area],
    queryFn: ({ signal, pageParam }) => api.get('/api/offices', { signal, query: { under: under ?? post.area, ...(q && { q }), ...(pageParam && { after: pageParam }) } }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })
  const rows = offices.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <div className="jm-page jm-page-wide">
      <section className="jm-page-main">
        <header className="jm-page-head">
          <h1>{words.offices}</h1>
          {offices.data && offices.error && <Outdated cause={offices.error} onRetry={() => void offices.refetch()} />}
          <Input.Search className="jm-people-search" value={typed} placeholder={words.searchOffice} aria-label={words.searchOffice} allowClear onChange={(e) => setTyped(e.target.value)} />
          <span className="jm-people-area">
            <AreaField id="jm-o-under" under={post.area} value={under} empty={words.allAreas} onChange={(area) => navigate('/offices', { under: area === null ? null : String(area) }, true)} />
          </span>
          <span className="jm-head-end">
            {can(offices.data?.pages[0]?.moves, 'manage') && <Button type="primary" onClick={() => setCreating(true)}>{words.createOffice}</Button>}
          </span>
        </header>
        <div className="jm-page-body">
          {!offices.data ? offices.error ? <Failed cause={offices.error} onRetry={() => void offices.refetch()} /> : <Loading />
            : rows.length === 0 ? <Empty title={words.noOffice} />
            : (
              <table className="jm-table">
                <thead><tr><th>{words.office}</th><th>{words.area}</th><th>{words.tier}</th><th /></tr></thead>
                <tbody>
                  {rows.map((one) => (
                    <tr key={one.id}>
                      <td><b><Zh>{one.name}</Zh></b></td>
                      <td><Zh>{one.area_name}</Zh> <small className="jm-note">{String(one.area).padStart(12, '0')}</small></td>
                      <td>{words.tiers[one.tier]}</td>
                      <td className="jm-num jm-people-link"><a {...linkTo('/people', { under: String(one.area) })}>{words.peopleThere}</a></td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          <More has={offices.hasNextPage} busy={offices.isFetchingNextPage} onMore={() => void offices.fetchNextPage()} />
        </div>
      </section>
      {creating && <CreateOffice onClose={() => setCreating(false)} />}
    </div>
  )
}
