import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { api } from '@/api/client'
import { can } from '@/api/moves'
import type { Member } from '@/api/types'
import { navigate, useRoute } from '@/app/router'
import { useSession } from '@/app/session'
import { Empty, Failed, Loading, Outdated } from '@/app/states'
import { useText } from '@/app/text'
import { Zh } from '@/app/Zh'
import { CreatePerson, HandOver, type Handed } from './forms'
import { PersonRecord } from './PersonRecord'
import { AreaField, More, useRested } from './parts'
import { text } from './text'

/** What is out of the ordinary about somebody, in the order in which it matters. */
export function conditions(one: Member): ('locked' | 'asked' | 'initial' | 'codeless')[] {
  const roles = one.posts.flatMap((post) => post.roles)
  const needsCodes = roles.some((role) => role === 'decider' || role.endsWith('_admin'))
  return [
    ...(one.active ? [] : ['locked' as const]),
    ...(one.asked.length > 0 ? ['asked' as const] : []),
    ...(one.must_change_password ? ['initial' as const] : []),
    ...(needsCodes && !one.enrolled ? ['codeless' as const] : []),
  ]
}

/** 人员: who has an account in the area, their posts, and what may be done about them. */
export function People() {
  const words = useText(text)
  const { post } = useSession()
  const { query } = useRoute()
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState<string | null>(null)
  const [creating, setCreating] = useState(false)
  const [handed, setHanded] = useState<Handed | null>(null)
  const q = useRested(typed.trim())
  const under = query.get('under') ? Number(query.get('under')) : null
  const people = useInfiniteQuery({
    queryKey: ['people', q, under],
    queryFn: ({ signal, pageParam }) =>
      api.get('/api/people', { signal, query: { ...(q && { q }), ...(under !== null && { under }), ...(pageParam && { after: pageParam }) } }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })
  const rows = people.data?.pages.flatMap((page) => page.items) ?? []
  const shown = rows.find((one) => one.id === chosen) ?? null
  return (
    <div className="jm-page">
      <section className="jm-page-main">
        <header className="jm-page-head">
          <h1>{words.people}</h1>
          {people.data && people.error && <Outdated cause={people.error} onRetry={() => void people.refetch()} />}
          <Input.Search className="jm-people-search" value={typed} placeholder={words.search} aria-label={words.search} allowClear onChange={(e) => setTyped(e.target.value)} />
          <span className="jm-people-area">
            <AreaField id="jm-p-under" under={post.area} value={under} empty={words.allAreas} onChange={(area) => navigate('/people', { under: area === null ? null : String(area) }, true)} />
          </span>
          <span className="jm-head-end">
            {can(people.data?.pages[0]?.moves, 'manage') && <Button type="primary" onClick={() => setCreating(true)}>{words.create}</Button>}
          </span>
        </header>
        <div className="jm-page-body">
          {!people.data ? people.error ? <Failed cause={people.error} onRetry={() => void people.refetch()} /> : <Loading />
            : rows.length === 0 ? <Empty title={words.none} />
            : (
              <table className="jm-table">
                <thead><tr><th>{words.account}</th><th>{words.name}</th><th>{words.posts}</th><th>{words.office}</th><th>{words.state}</th></tr></thead>
                <tbody>
                  {rows.map((one) => {
                    const usual = one.posts[0] ?? one.asked[0]
                    return (
                      <tr
                        key={one.id} tabIndex={0} data-row aria-selected={one.id === shown?.id}
                        onClick={() => setChosen(one.id)} onKeyDown={(e) => e.key === 'Enter' && setChosen(one.id)}
                      >
                        <td>{one.account}</td>
                        <td><b><Zh>{one.name}</Zh></b></td>
                        <td>{usual && <Zh>{usual.title}</Zh>}{one.posts.length > 1 && ` +${one.posts.length - 1}`}</td>
                        <td>{usual && <Zh>{usual.office.name}</Zh>}</td>
                        <td>{conditions(one).map((state) => <span key={state} className={`jm-tag jm-tag-${state}`}>{words.states[state]}</span>)}</td>
                      </tr>
                    )
                  })}
                </tbody>
              </table>
            )}
          <More has={people.hasNextPage} busy={people.isFetchingNextPage} onMore={() => void people.fetchNextPage()} />
        </div>
      </section>
      <aside className="jm-page-side">
        {shown ? <PersonRecord key={shown.id} one={shown} onHanded={setHanded} /> : <Empty title={words.pick}>{words.pickNote}</Empty>}
      </aside>
      {creating && (
        <CreatePerson
          onClose={() => setCreating(false)}
          onMade={(made) => {
            setCreating(false)
            setHanded(made)
            setTyped(made.person.account)
            setChosen(made.person.id)
          }}
        />
      )}
      {handed && <HandOver handed={handed} onClose={() => setHanded(null)} />}
    </div>
  )
}
