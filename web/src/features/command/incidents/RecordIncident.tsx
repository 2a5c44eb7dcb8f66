import { Input, Select } from 'antd'
import { useState } from 'react'
import { useCodes } from '@/api/hooks'
import { EARTHQUAKE } from '@/app/incident'
import { FormDialog } from '@/app/FormDialog'
import { navigate } from '@/app/router'
import { Failed } from '@/app/states'
import { pick, useLang, useText } from '@/app/text'
import { useAct } from '@/app/useAct'
import { useWorlds } from '@/live/clock'
import { Field, misread, number } from './fields'
import { hazardOptions } from './hazards'
import { text } from './text'

const EMPTY = { hazard: EARTHQUAKE, name: '', at: '', lon: '', lat: '', magnitude: '', depth: '', place: '', source: '', world: '' }
const NUMBERS = ['lon', 'lat', 'magnitude', 'depth'] as const

/** Enter an incident that somebody reported by telephone. */
export function RecordIncident({ onClose }: { onClose: () => void }) {
  const words = useText(text)
  const language = useLang()
  const worlds = useWorlds()
  const hazards = useCodes('hazard')
  const { act, busy, fault } = useAct('incidents')
  const [form, setForm] = useState(EMPTY)
  const set = (name: keyof typeof form) => (value: string) => setForm((old) => ({ ...old, [name]: value }))
  const [lon, lat] = [number(form.lon), number(form.lat)]
  const quake = form.hazard === EARTHQUAKE
  const ready = hazards.data !== undefined && lon !== null && lat !== null && form.at !== '' && form.source.trim() !== '' && !(quake && (misread(form.magnitude) || misread(form.depth))) && !busy
  const submit = async () => {
    if (lon === null || lat === null) return
    const body = {
      hazard: form.hazard,
      occurred_at: `${form.at.length === 16 ? `${form.at}:00` : form.at}+08:00`,
      lon, lat,
      source_zh: form.source.trim(),
      ...(form.name.trim() ? { title_zh: form.name.trim() } : {}),
      ...(form.place.trim() ? { place_zh: form.place.trim() } : {}),
      ...(quake && number(form.magnitude) !== null ? { magnitude: number(form.magnitude) } : {}),
      ...(quake && number(form.depth) !== null ? { depth_km: number(form.depth) } : {}),
      ...(form.world ? { world_id: form.world } : {}),
    }
    const made = await act('/api/incidents', body)
    if (made) {
      navigate('/incidents', { incident: made.id })
      onClose()
    }
  }
  const field = (name: (typeof NUMBERS)[number] | 'name' | 'place' | 'source', label: string, hint?: string) => (
    <Field id={`jm-i-${name}`} label={label} value={form[name]} hint={hint} numeric={NUMBERS.some((one) => one === name)} onChange={set(name)} />
  )
  return (
    <FormDialog title={words.record} act={words.record} ready={ready} written={form !== EMPTY} fault={fault} onAct={() => void submit()} onClose={onClose}>
      <label htmlFor="jm-i-hazard">{words.hazard}</label>
      {hazards.error ? <Failed cause={hazards.error} onRetry={() => void hazards.refetch()} /> : (
        <Select
          id="jm-i-hazard" value={hazards.data ? form.hazard : null} loading={hazards.isLoading} onChange={set('hazard')}
          showSearch={{ optionFilterProp: 'label' }} options={hazardOptions(hazards.data?.items ?? [], language)}
        />
      )}
      <label htmlFor="jm-i-at">{form.world ? words.atExercise : words.at}</label>
      <Input id="jm-i-at" type="datetime-local" step={1} value={form.at} onChange={(e) => set('at')(e.target.value)} />
      <div className="jm-form-pair">{field('lon', words.lon)}{field('lat', words.lat)}</div>
      {quake && <div className="jm-form-pair">{field('magnitude', words.magnitude)}{field('depth', words.depth)}</div>}
      {field('place', words.placeName)}
      {field('name', words.name, words.nameHint)}
      {field('source', words.source)}
      <label htmlFor="jm-i-world">{words.world}</label>
      <Select
        id="jm-i-world" value={form.world} onChange={set('world')}
        options={[{ value: '', label: words.real }, ...worlds.filter((one) => one.exercise).map((one) => ({ value: one.id, label: pick(one.name_zh, one.name_en, language) }))]}
      />
    </FormDialog>
  )
}
