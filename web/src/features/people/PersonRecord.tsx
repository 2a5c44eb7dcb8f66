import { Button, Modal } from 'antd'
import { useState } from 'react'
import { can } from '@/api/moves'
import type { Member } from '@/api/types'
import { stamp } from '@/app/format'
import { useSession } from '@/app/session'
import { useText } from '@/app/text'
import { useAct } from '@/app/useAct'
import { words as shell } from '@/app/words'
import { Zh } from '@/app/Zh'
import { GivePost, type Handed } from './forms'
import { conditions } from './People'
import { text } from './text'

type Asking = { what: 'reset' | 'lock' | 'resetCode' | 'endSessions' } | { what: 'end'; post: string; title: string }

/** One person: posts held and asked for, and what this administrator may do. */
export function PersonRecord({ one, onHanded }: { one: Member; onHanded: (handed: Handed) => void }) {
  const words = useText(text)
  const common = useText(shell)
  const { person } = useSession()
  const { act, busy, fault, setFault } = useAct('people')
  const [asking, setAsking] = useState<Asking | null>(null)
  const [giving, setGiving] = useState(false)
  const manages = can(one.moves, 'manage')
  const secures = can(one.moves, 'secure')
  const states = conditions(one)
  const at = `/api/people/${one.id}` as const
  const open = (what: Asking) => {
    setFault(null)
    setAsking(what)
  }
  const go = async () => {
    if (!asking) return
    if (asking.what === 'reset') {
      const handed = await act(`${at}/password`)
      if (!handed) return
      onHanded(handed)
    } else {
      const done =
        asking.what === 'lock' ? await act(`${at}/deactivate`)
        : asking.what === 'resetCode' ? await act(`${at}/second-factor/reset`)
        : asking.what === 'end' ? await act(`${at}/posts/${asking.post}/end`)
        : await act(`${at}/sessions/end`)
      if (!done) return
    }
    setAsking(null)
  }
  return (
    <div className="jm-record">
      <h2><Zh>{one.name}</Zh></h2>
      <dl>
        <div><dt>{words.account}</dt><dd>{one.account}</dd></div>
        <div><dt>{words.state}</dt><dd>{states.length === 0 ? words.states.ok : states.map((state) => <span key={state} className={`jm-tag jm-tag-${state}`}>{words.states[state]}</span>)}</dd></div>
      </dl>
      <h3 className="jm-people-posts">{words.posts}</h3>
      {one.posts.length + one.asked.length === 0 && <p className="jm-note">{words.noPosts}</p>}
      <ul className="jm-people-list">
        {one.posts.map((post) => (
          <li key={post.id}>
            <span>
              <b><Zh>{post.title}</Zh></b> {post.roles.map((role) => <span key={role} className="jm-tag">{words.roles[role]}</span>)}
              <small><Zh>{post.office.name}</Zh></small>
            </span>
            {manages && <Button size="small" onClick={() => open({ what: 'end', post: post.id, title: post.title })}>{words.end}</Button>}
          </li>
        ))}
        {one.asked.map((post) => (
          <li key={post.id} className="jm-people-asked">
            <span>
              <b><Zh>{post.title}</Zh></b> {post.roles.map((role) => <span key={role} className="jm-tag">{words.roles[role]}</span>)}
              <small><Zh>{post.office.name}</Zh></small>
              <small>{words.requestedBy} <Zh>{post.requested_by}</Zh> · {stamp(post.requested_at)}</small>
            </span>
            <span className="jm-tag jm-tag-asked">{words.states.asked}</span>
          </li>
        ))}
      </ul>
      {one.id === person.id && <p className="jm-note">{words.self}</p>}
      {fault && !asking && <p className="jm-fault" role="alert">{fault}</p>}
      <div className="jm-record-acts">
        {manages && <Button onClick={() => setGiving(true)}>{words.give}</Button>}
        {manages && <Button onClick={() => open({ what: 'reset' })}>{words.reset}</Button>}
        {secures && one.active && <Button onClick={() => open({ what: 'lock' })}>{words.lock}</Button>}
        {secures && !one.active && <Button type="primary" disabled={busy} onClick={() => void act(`${at}/activate`)}>{words.unlock}</Button>}
        {secures && one.enrolled && <Button onClick={() => open({ what: 'resetCode' })}>{words.resetCode}</Button>}
        {secures && <Button onClick={() => open({ what: 'endSessions' })}>{words.endSessions}</Button>}
      </div>
      {giving && <GivePost one={one} onClose={() => setGiving(false)} />}
      {asking && (
        <Modal
          open title={`${asking.what === 'end' ? `${words.end} · ${asking.title}` : words[asking.what].replace('…', '')} · ${one.name}`}
          okText={words.submit} cancelText={common.cancel} okButtonProps={{ disabled: busy }} onCancel={() => setAsking(null)} onOk={() => void go()}
        >
          <p>{words.ask[asking.what]}</p>
          {fault && <p className="jm-fault" role="alert">{fault}</p>}
        </Modal>
      )}
    </div>
  )
}
