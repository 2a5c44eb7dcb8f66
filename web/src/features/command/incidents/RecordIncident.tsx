import { Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { navigate } from '@/app/router'
import { pick, useLang, useText } from '@/app/text'
import { useAct } from '@/app/useAct'
import { words as shell } from '@/app/words'
import { useWorlds } from '@/live/clock'
import { text } from './text'

const EARTHQUAKE = '020100'

/** A number typed by a person, or null where it is none. */
function number(typed: string): number | null {
  const value = Number(typed.trim())
  return typed.trim() === '' || !Number.isFinite(value) ? null : value
}

/** Enter an incident that somebody reported by telephone. */
export function RecordIncident({ onClose }: { onClose: () => void }) {
  const words = useText(text)
  const common = useText(shell)
  const language = useLang()
  const worlds = useWorlds()
  const { act, busy, fault } = useAct('incidents')
  const [form, setForm] = useState({ hazard: EARTHQUAKE, name: '', at: '', lon: '', lat: '', magnitude: '', depth: '', place: '', source: '', world: '' })
  const set = (name: keyof typeof form) => (value: string) => setForm((old) => ({ ...old, [name]: value }))
  const [lon, lat] = [number(form.lon), number(form.lat)]
  const ready = lon !== null && lat !== null && form.at !== '' && form.source.trim() !== '' && !busy
  const submit = async () => {
    if (lon === null || lat === null) return
    const body = {
      hazard: form.hazard,
      occurred_at: `${form.at.length === 16 ? `${form.at}:00` : form.at}+08:00`,
      lon, lat,
      source_zh: form.source.trim(),
      ...(form.name.trim() ? { title_zh: form.name.trim() } : {}),
      ...(form.place.trim() ? { place_zh: form.place.trim() } : {}),
      ...(number(form.magnitude) === null ? {} : { magnitude: number(form.magnitude) }),
      ...(number(form.depth) === null ? {} : { depth_km: number(form.depth) }),
      ...(form.world ? { world_id: form.world } : {}),
    }
    const made = await act('/api/incidents', body)
    if (made) {
      navigate('/incidents', { incident: made.id })
      onClose()
    }
  }
  const field = (name: 'name' | 'lon' | 'lat' | 'magnitude' | 'depth' | 'place' | 'source', label: string, hint?: string) => (
    <div>
      <label htmlFor={`jm-i-${name}`}>{label}</label>
      <Input id={`jm-i-${name}`} value={form[name]} placeholder={hint ?? ''} onChange={(e) => set(name)(e.target.value)} />
    </div>
  )
  return (
    <Modal open title={words.record} onCancel={onClose} okText={words.record} cancelText={common.cancel} okButtonProps={{ disabled: !ready }} onOk={() => void submit()} width={480}>
      <div className="jm-form">
        <label htmlFor="jm-i-hazard">{words.hazard}</label>
        <Select id="jm-i-hazard" value={form.hazard} onChange={set('hazard')} options={Object.entries(words.hazards).map(([value, label]) => ({ value, label }))} />
        <label htmlFor="jm-i-at">{words.at}</label>
        <Input id="jm-i-at" type="datetime-local" step={1} value={form.at} onChange={(e) => set('at')(e.target.value)} />
        <div className="jm-form-pair">{field('lon', words.lon)}{field('lat', words.lat)}</div>
        {form.hazard === EARTHQUAKE && <div className="jm-form-pair">{field('magnitude', words.magnitude)}{field('depth', words.depth)}</div>}
        {field('place', words.placeName)}
        {field('name', words.name, words.nameHint)}
        {field('source', words.source)}
        <label htmlFor="jm-i-world">{words.world}</label>
        <Select id="jm-i-world" value={form.world} onChange={set('world')}
          options={[{ value: '', label: words.real }, ...worlds.filter((one) => one.exercise).map((one) => ({ value: one.id, label: pick(one.name_zh, one.name_en, language) }))]} />
        {fault && <p className="jm-fault" role="alert">{fault}</p>}
      </div>
    </Modal>
  )
}
