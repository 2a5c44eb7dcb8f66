import { Button, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import type { Handed, Member, PostWish } from '@/api/types'
import { FormDialog } from '@/app/FormDialog'
import { useSession } from '@/app/session'
import { useText } from '@/app/text'
import { useAct } from '@/app/useAct'
import { Zh } from '@/app/Zh'
import { AreaField, OfficeField } from './parts'
import { text } from './text'

export type { Handed }

type Role = PostWish['roles'][number]

const ROLES: Role[] = ['duty', 'reporter', 'leader', 'kiosk', 'decider', 'system_admin', 'security_admin', 'audit_admin']
const ACCOUNT = /^[a-z0-9][a-z0-9._-]{2,63}$/

/** A post being filled in; `wish` is null until it is whole. */
function usePost() {
  const [office, setOffice] = useState<string | null>(null)
  const [title, setTitle] = useState('')
  const [roles, setRoles] = useState<Role[]>([])
  const whole = office !== null && title.trim() !== '' && roles.length > 0
  const wish: PostWish | null = whole ? { office_id: office, title: title.trim(), roles } : null
  return { office, setOffice, title, setTitle, roles, setRoles, wish, written: office !== null || title !== '' || roles.length > 0 }
}

function PostFields({ post }: { post: ReturnType<typeof usePost> }) {
  const words = useText(text)
  const session = useSession()
  return (
    <>
      <label htmlFor="jm-p-office">{words.office}</label>
      <OfficeField id="jm-p-office" under={session.post.area} value={post.office} onChange={post.setOffice} />
      <label htmlFor="jm-p-title">{words.post}</label>
      <Input id="jm-p-title" value={post.title} maxLength={64} onChange={(e) => post.setTitle(e.target.value)} />
      <label htmlFor="jm-p-roles">{words.role}</label>
      <Select
        id="jm-p-roles" mode="multiple" value={post.roles} onChange={post.setRoles} showSearch={{ optionFilterProp: 'label' }}
        options={ROLES.map((value) => ({ value, label: words.roles[value] }))}
      />
      <small className="jm-note">{words.roleHint}</small>
    </>
  )
}

/** Make a person with a first post; the answer holds the initial password. */
export function CreatePerson({ onMade, onClose }: { onMade: (made: Handed) => void; onClose: () => void }) {
  const words = useText(text)
  const { act, busy, fault } = useAct('people')
  const [account, setAccount] = useState('')
  const [name, setName] = useState('')
  const post = usePost()
  const good = ACCOUNT.test(account)
  const submit = async () => {
    if (!post.wish) return
    const made = await act('/api/people', { account, name: name.trim(), posts: [post.wish] })
    if (made) onMade(made)
  }
  return (
    <FormDialog title={words.createTitle} act={words.submit} ready={!busy && good && name.trim() !== '' && post.wish !== null} written={account !== '' || name !== '' || post.written} fault={fault} onAct={() => void submit()} onClose={onClose}>
      <div className="jm-form-pair">
        <div>
          <label htmlFor="jm-p-name">{words.name}</label>
          <Input id="jm-p-name" autoFocus value={name} maxLength={64} autoComplete="off" onChange={(e) => setName(e.target.value)} />
        </div>
        <div>
          <label htmlFor="jm-p-account">{words.account}</label>
          <Input id="jm-p-account" value={account} maxLength={64} autoComplete="off" status={account && !good ? 'error' : ''} aria-invalid={account !== '' && !good} aria-describedby="jm-p-rule" onChange={(e) => setAccount(e.target.value.trim())} />
        </div>
      </div>
      <small id="jm-p-rule" className="jm-note">{words.account}：{words.accountHint}</small>
      <PostFields post={post} />
    </FormDialog>
  )
}

/** Give somebody one more post. */
export function GivePost({ one, onClose }: { one: Member; onClose: () => void }) {
  const words = useText(text)
  const { act, busy, fault } = useAct('people')
  const post = usePost()
  const submit = async () => {
    if (post.wish && (await act(`/api/people/${one.id}/posts`, post.wish))) onClose()
  }
  return (
    <FormDialog title={`${words.giveTitle} · ${one.name}`} act={words.submit} ready={!busy && post.wish !== null} written={post.written} fault={fault} onAct={() => void submit()} onClose={onClose}>
      <PostFields post={post} />
    </FormDialog>
  )
}

/** Make an office in an area that the directory knows. */
export function CreateOffice({ onClose }: { onClose: () => void }) {
  const words = useText(text)
  const session = useSession()
  const { act, busy, fault } = useAct('offices')
  const [area, setArea] = useState<number | null>(null)
  const [name, setName] = useState('')
  const submit = async () => {
    if (area !== null && (await act('/api/offices', { area, name: name.trim() }))) onClose()
  }
  return (
    <FormDialog title={words.createOfficeTitle} act={words.submit} ready={!busy && area !== null && name.trim() !== ''} written={area !== null || name !== ''} fault={fault} onAct={() => void submit()} onClose={onClose}>
      <label htmlFor="jm-o-area">{words.area}</label>
      <AreaField id="jm-o-area" under={session.post.area} value={area} empty={words.areaHint} onChange={setArea} />
      <label htmlFor="jm-o-name">{words.officeName}</label>
      <Input id="jm-o-name" value={name} maxLength={64} onChange={(e) => setName(e.target.value)} />
    </FormDialog>
  )
}

/** Show an initial password, this once; only its own button closes it. */
export function HandOver({ handed, onClose }: { handed: Handed; onClose: () => void }) {
  const words = useText(text)
  const [copied, setCopied] = useState(false)
  // Where the browser does not let us, it can still be marked and copied by hand.
  const copy = () => navigator.clipboard.writeText(handed.initial_password).then(() => setCopied(true), () => setCopied(false))
  return (
    <Modal
      open title={words.handOver} closable={false} keyboard={false} maskClosable={false} width={480}
      footer={<Button type="primary" onClick={onClose}>{words.close}</Button>}
    >
      <div className="jm-people-handed">
        <dl>
          <div><dt>{words.name}</dt><dd><Zh>{handed.person.name}</Zh></dd></div>
          <div><dt>{words.account}</dt><dd>{handed.person.account}</dd></div>
        </dl>
        <p className="jm-people-password"><code>{handed.initial_password}</code>{navigator.clipboard && <Button size="small" onClick={() => void copy()}>{copied ? words.copied : words.copy}</Button>}</p>
        <p className="jm-note">{words.handOverNote}</p>
        {handed.person.posts.length === 0 && handed.person.asked.length > 0 && <p className="jm-act-warn">{words.handOverAsked}</p>}
      </div>
    </Modal>
  )
}
