import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { api } from '@/api/client'
import type { AuditLine } from '@/api/types'
import { clock, day, stamp } from '@/app/format'
import { useSession } from '@/app/session'
import { Empty, Failed, Loading, Outdated } from '@/app/states'
import { useText } from '@/app/text'
import { Zh } from '@/app/Zh'
import { deeds } from './deeds'
import { AreaField, More, useRested } from './parts'
import { text } from './text'

const AGAIN_MS = 10_000

/** A moment typed as Beijing time, as the service takes it. */
const beijing = (typed: string) => (typed ? `${typed.length === 16 ? `${typed}:00` : typed}+08:00` : null)

/** 审计: who did what, when and where, and whether it is sealed. */
export function Audit() {
  const words = useText(text)
  const called = useText(deeds)
  const { post } = useSession()
  const [typed, setTyped] = useState('')
  const [verb, setVerb] = useState<string | null>(null)
  const [under, setUnder] = useState<number | null>(null)
  const [since, setSince] = useState('')
  const [until, setUntil] = useState('')
  const [chosen, setChosen] = useState<number | null>(null)
  const name = useRested(typed.trim())
  const from = beijing(since)
  const to = beijing(until)
  const lines = useInfiniteQuery({
    queryKey: ['audit', name, verb, under, from, to],
    queryFn: ({ signal, pageParam }) =>
      api.get('/api/audit', {
        signal,
        query: {
          ...(name && { name }), ...(verb && { verb }), ...(under !== null && { under }),
          ...(from && { since: from }), ...(to && { until: to }), ...(pageParam !== null && { before: pageParam }),
        },
      }),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next,
  })
  const rows = lines.data?.pages.flatMap((page) => page.items) ?? []
  const shown = rows.find((one) => one.id === chosen) ?? null
  return (
    <div className="jm-page">
      <section className="jm-page-main">
        <header className="jm-page-head jm-audit-head">
          <h1>{words.audit}</h1>
          {lines.data && lines.error && <Outdated cause={lines.error} onRetry={() => void lines.refetch()} />}
          <span className="jm-head-end">
            <Seal />
            <Button size="small" loading={lines.isRefetching} onClick={() => void lines.refetch()}>{words.again}</Button>
          </span>
        </header>
        <div className="jm-audit-filters">
          <Input.Search value={typed} placeholder={words.searchName} aria-label={words.searchName} allowClear onChange={(e) => setTyped(e.target.value)} />
          <Select
            value={verb} allowClear placeholder={words.deedAll} aria-label={words.deed} showSearch={{ optionFilterProp: 'label' }} onChange={(value: string | undefined) => setVerb(value ?? null)}
            options={Object.entries(called.verbs).map(([value, label]) => ({ value, label }))}
          />
          <AreaField id="jm-a-under" under={post.area} value={under} empty={words.allAreas} onChange={setUnder} />
          <label>{words.since}<Input type="datetime-local" value={since} onChange={(e) => setSince(e.target.value)} /></label>
          <label>{words.until}<Input type="datetime-local" value={until} onChange={(e) => setUntil(e.target.value)} /></label>
        </div>
        <div className="jm-page-body">
          {!lines.data ? lines.error ? <Failed cause={lines.error} onRetry={() => void lines.refetch()} /> : <Loading />
            : rows.length === 0 ? <Empty title={words.noLines} />
            : (
              <table className="jm-table">
                <thead><tr><th>{words.time}</th><th>{words.who}</th><th>{words.deed}</th><th>{words.what}</th><th>{words.where}</th><th>{words.seal}</th></tr></thead>
                <tbody>
                  {rows.map((one) => (
                    <tr
                      key={one.id} tabIndex={0} data-row aria-selected={one.id === shown?.id}
                      onClick={() => setChosen(one.id)} onKeyDown={(e) => e.key === 'Enter' && setChosen(one.id)}
                    >
                      <td>{day(one.at)} {clock(one.at, true)}</td>
                      <td><Zh>{one.person_name}</Zh></td>
                      <td><b>{called.verbs[one.verb] ?? one.verb}</b></td>
                      <td>{called.nouns[one.noun] ?? one.noun}</td>
                      <td><Zh>{one.area_name ?? String(one.area)}</Zh></td>
                      <td className="jm-note">{one.block_id === null ? words.unsealed : words.sealed(one.block_id)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          <More has={lines.hasNextPage} busy={lines.isFetchingNextPage} onMore={() => void lines.fetchNextPage()} />
        </div>
      </section>
      <aside className="jm-page-side">
        {shown ? <LineRecord line={shown} /> : <Empty title={words.pickLine}>{words.pickLineNote}</Empty>}
      </aside>
    </div>
  )
}

/** How far the chain of sealed blocks has come. */
function Seal() {
  const words = useText(text)
  const { data } = useQuery({
    queryKey: ['audit-state'],
    queryFn: ({ signal }) => api.get('/api/audit/state', { signal }),
    refetchInterval: AGAIN_MS,
  })
  if (!data) return null
  return (
    <span title={data.hash ?? ''}>
      {data.block === null || data.at === null ? words.sealNone : words.sealState(data.block, stamp(data.at))}
      {data.hash && <code className="jm-audit-hash"> {data.hash.slice(0, 12)}</code>} {data.open > 0 && <span className="jm-tag">{words.sealOpen(data.open)}</span>}
    </span>
  )
}

function LineRecord({ line }: { line: AuditLine }) {
  const words = useText(text)
  const called = useText(deeds)
  return (
    <div className="jm-record">
      <h2>{called.verbs[line.verb] ?? line.verb} · {called.nouns[line.noun] ?? line.noun}</h2>
      <dl>
        <div><dt>{words.time}</dt><dd>{day(line.at)} {clock(line.at, true)}</dd></div>
        <div><dt>{words.who}</dt><dd><Zh>{line.person_name}</Zh></dd></div>
        <div><dt>{words.posts}</dt><dd><Zh>{line.post_title}</Zh></dd></div>
        <div><dt>{words.where}</dt><dd><Zh>{line.area_name ?? ''}</Zh> {String(line.area).padStart(12, '0')}</dd></div>
        {line.reason && <div><dt>{words.reason}</dt><dd><Zh>{line.reason}</Zh></dd></div>}
        <div><dt>{words.number}</dt><dd>{line.id}</dd></div>
        <div><dt>{words.seal}</dt><dd>{line.block_id === null ? words.unsealed : words.sealed(line.block_id)}</dd></div>
        {line.entity && <div><dt>{words.entity}</dt><dd className="jm-audit-id">{line.entity}</dd></div>}
        <div><dt>{words.session}</dt><dd className="jm-audit-id">{line.session_id}</dd></div>
      </dl>
      {line.before && <Values title={words.before} values={line.before} />}
      {line.after && <Values title={words.after} values={line.after} />}
    </div>
  )
}

/** Values as they were kept: the auditor reads what was sealed, not a rendering of it. */
function Values({ title, values }: { title: string; values: Record<string, unknown> }) {
  return (
    <section className="jm-audit-values">
      <h3>{title}</h3>
      <pre>{JSON.stringify(values, null, 2)}</pre>
    </section>
  )
}
