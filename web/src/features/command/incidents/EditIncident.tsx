import { useQuery } from '@tanstack/react-query'
import { Input, Select } from 'antd'
import { useState } from 'react'
import { api } from '@/api/client'
import type { Incident } from '@/api/types'
import { FormDialog } from '@/app/FormDialog'
import { EARTHQUAKE } from '@/app/incident'
import { useText } from '@/app/text'
import { useAct } from '@/app/useAct'
import { Field, number } from './fields'
import { text } from './text'

const COUNTY = 3

const shown = (incident: Incident) => ({
  magnitude: incident.magnitude === null ? '' : String(incident.magnitude),
  depth: incident.depth_km === null ? '' : String(incident.depth_km),
  lon: String(incident.lon), lat: String(incident.lat),
  place: incident.place_zh, source: incident.source_zh,
  areas: incident.areas.map((one) => one.area),
})

/** Correct what is known of an incident: only what was changed is sent, against the version that was read. */
export function EditIncident({ incident, onClose }: { incident: Incident; onClose: () => void }) {
  const words = useText(text)
  const [read] = useState(incident)
  const [old] = useState(() => shown(read))
  const [form, setForm] = useState(old)
  const [reason, setReason] = useState('')
  const { act, busy, fault } = useAct(read.id)
  const counties = useQuery({
    queryKey: ['areas', COUNTY],
    queryFn: ({ signal }) => api.get('/api/areas', { signal, query: { tier: COUNTY, limit: 400 } }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const changed = (name: keyof typeof old) => String(form[name]) !== String(old[name])
  const numbers = { magnitude: number(form.magnitude), depth_km: number(form.depth), lon: number(form.lon), lat: number(form.lat) }
  const body = {
    ...(changed('magnitude') && { magnitude: numbers.magnitude }),
    ...(changed('depth') && { depth_km: numbers.depth_km }),
    ...(changed('lon') && { lon: numbers.lon }),
    ...(changed('lat') && { lat: numbers.lat }),
    ...(changed('place') && { place_zh: form.place.trim() }),
    ...(changed('source') && { source_zh: form.source.trim() }),
    ...(changed('areas') && { areas: form.areas }),
  }
  const written = Object.keys(body).length > 0
  // A correction replaces a value by another: it cannot take one away.
  const whole = Object.values(body).every((value) => value !== null && value !== '') && form.areas.length > 0
  const send = async () => {
    if (await act(`/api/incidents/${read.id}/edit`, { ...body, reason: reason.trim() }, read.version)) onClose()
  }
  const field = (name: Exclude<keyof typeof old, 'areas'>, label: string) => (
    <Field id={`jm-e-${name}`} label={label} value={form[name]} numeric={name !== 'place' && name !== 'source'} onChange={(value) => setForm((now) => ({ ...now, [name]: value }))} />
  )
  const options = new Map([...read.areas.map((one): [number, string] => [one.area, one.name]), ...(counties.data?.items ?? []).map((one): [number, string] => [one.code, one.name])])
  return (
    <FormDialog
      title={words.moves['edit'] ?? ''} act={words.submit} ready={written && whole && reason.trim().length >= 2 && !busy} written={written || reason !== ''}
      fault={fault} onAct={() => void send()} onClose={onClose}
    >
      {read.hazard === EARTHQUAKE && <div className="jm-form-pair">{field('magnitude', words.magnitude)}{field('depth', words.depth)}</div>}
      <div className="jm-form-pair">{field('lon', words.lon)}{field('lat', words.lat)}</div>
      {field('place', words.placeName)}
      <label htmlFor="jm-e-areas">{words.areas}</label>
      <Select
        id="jm-e-areas" mode="multiple" value={form.areas} loading={counties.isLoading} showSearch={{ optionFilterProp: 'label' }} maxTagCount={8}
        options={[...options].map(([value, label]) => ({ value, label }))} onChange={(areas) => setForm((now) => ({ ...now, areas }))}
      />
      {field('source', words.source)}
      <label htmlFor="jm-e-reason">{words.reason}</label>
      <Input.TextArea id="jm-e-reason" rows={2} maxLength={500} value={reason} onChange={(e) => setReason(e.target.value)} />
    </FormDialog>
  )
}
