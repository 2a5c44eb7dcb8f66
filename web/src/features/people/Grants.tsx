import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { api } from '@/api/client'
import { can } from '@/api/moves'
import type { Grant } from '@/api/types'
import { FormDialog } from '@/app/FormDialog'
import { stamp } from '@/app/format'
import { Empty, Failed, Loading, Outdated } from '@/app/states'
import { useText } from '@/app/text'
import { useAct } from '@/app/useAct'
import { Zh } from '@/app/Zh'
import { More } from './parts'
import { text } from './text'

const AGAIN_MS = 20_000

/** 待确认: posts that decide or administer, asked for by somebody else. */
export function Grants() {
  const words = useText(text)
  const [chosen, setChosen] = useState<string | null>(null)
  const [said, setSaid] = useState<string | null>(null)
  const grants = useInfiniteQuery({
    queryKey: ['grants', 'list'],
    queryFn: ({ signal, pageParam }) => api.get('/api/grants', { signal, query: { ...(pageParam && { after: pageParam }) } }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    refetchInterval: AGAIN_MS,
  })
  const rows = grants.data?.pages.flatMap((page) => page.items) ?? []
  const shown = rows.find((one) => one.id === chosen) ?? null
  return (
    <div className="jm-page">
      <section className="jm-page-main">
        <header className="jm-page-head">
          <h1>{words.grants}</h1>
          {grants.data && grants.error && <Outdated cause={grants.error} onRetry={() => void grants.refetch()} />}
          <span>{grants.data?.pages[0]?.total ?? ''}</span>
          {said && <span role="status">{said}</span>}
        </header>
        <div className="jm-page-body">
          {!grants.data ? grants.error ? <Failed cause={grants.error} onRetry={() => void grants.refetch()} /> : <Loading />
            : rows.length === 0 ? <Empty title={words.noGrants}>{words.noGrantsNote}</Empty>
            : (
              <table className="jm-table">
                <thead><tr><th>{words.name}</th><th>{words.account}</th><th>{words.posts}</th><th>{words.role}</th><th>{words.office}</th><th>{words.requestedBy}</th><th>{words.requestedAt}</th></tr></thead>
                <tbody>
                  {rows.map((one) => (
                    <tr
                      key={one.id} tabIndex={0} data-row aria-selected={one.id === shown?.id}
                      onClick={() => setChosen(one.id)} onKeyDown={(e) => e.key === 'Enter' && setChosen(one.id)}
                    >
                      <td><b><Zh>{one.person.name}</Zh></b></td>
                      <td>{one.person.account}</td>
                      <td><Zh>{one.post.title}</Zh></td>
                      <td>{one.post.roles.map((role) => words.roles[role]).join('、')}</td>
                      <td><Zh>{one.post.office.name}</Zh></td>
                      <td><Zh>{one.post.requested_by}</Zh></td>
                      <td>{stamp(one.post.requested_at)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          <More has={grants.hasNextPage} busy={grants.isFetchingNextPage} onMore={() => void grants.fetchNextPage()} />
        </div>
      </section>
      <aside className="jm-page-side">
        {shown ? <GrantRecord key={shown.id} one={shown} onDone={setSaid} /> : <Empty title={words.pickGrant}>{words.pickGrantNote}</Empty>}
      </aside>
    </div>
  )
}

function GrantRecord({ one, onDone }: { one: Grant; onDone: (said: string) => void }) {
  const words = useText(text)
  const { act, busy, fault } = useAct('grants')
  const [refusing, setRefusing] = useState(false)
  const [reason, setReason] = useState('')
  const mine = can(one.moves, 'confirm')
  const confirm = async () => {
    if (await act(`/api/grants/${one.id}/confirm`)) onDone(words.confirmed(one.person.name, one.post.title))
  }
  const refuse = async () => {
    if (await act(`/api/grants/${one.id}/refuse`, { reason: reason.trim() })) onDone(words.refused(one.person.name, one.post.title))
  }
  return (
    <div className="jm-record">
      <h2><Zh>{one.person.name}</Zh></h2>
      <dl>
        <div><dt>{words.account}</dt><dd>{one.person.account}</dd></div>
        <div><dt>{words.posts}</dt><dd><Zh>{one.post.title}</Zh></dd></div>
        <div><dt>{words.role}</dt><dd>{one.post.roles.map((role) => words.roles[role]).join('、')}</dd></div>
        <div><dt>{words.office}</dt><dd><Zh>{one.post.office.name}</Zh></dd></div>
        <div><dt>{words.area}</dt><dd><Zh>{one.post.area_name}</Zh></dd></div>
        <div><dt>{words.requestedBy}</dt><dd><Zh>{one.post.requested_by}</Zh></dd></div>
        <div><dt>{words.requestedAt}</dt><dd>{stamp(one.post.requested_at)}</dd></div>
      </dl>
      <p className="jm-note jm-people-after">{mine ? words.ask.confirm : words.ownGrant}</p>
      {fault && !refusing && <p className="jm-fault" role="alert">{fault}</p>}
      {mine && (
        <div className="jm-record-acts">
          <Button type="primary" disabled={busy} onClick={() => void confirm()}>{words.confirm}</Button>
          <Button disabled={busy} onClick={() => setRefusing(true)}>{words.refuse}</Button>
        </div>
      )}
      {refusing && (
        <FormDialog title={words.refuseTitle} act={words.submit} ready={!busy && reason.trim().length >= 2} written={reason !== ''} fault={fault} onAct={() => void refuse()} onClose={() => setRefusing(false)}>
          <Input.TextArea rows={3} maxLength={200} aria-label={words.reason} placeholder={words.reason} value={reason} onChange={(e) => setReason(e.target.value)} />
        </FormDialog>
      )}
    </div>
  )
}
