import { useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useEffect, useState } from 'react'
import { api } from '@/api/client'
import { useText } from '@/app/text'
import { text } from './text'

const TYPED_MS = 250
const FOUND = 30

/** A value once it has rested: what is typed is not asked for letter by letter. */
export function useRested<T>(value: T): T {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), TYPED_MS)
    return () => clearTimeout(timer)
  }, [value])
  return rested
}

/** Find an area by its name or code. */
export function AreaField({ id, under, value, empty, onChange }: {
  id: string
  /** Only areas inside this one. */
  under: number
  value: number | null
  /** What stands there while nothing is chosen. */
  empty: string
  onChange: (area: number | null) => void
}) {
  const [typed, setTyped] = useState('')
  const q = useRested(typed.trim())
  const { data, isFetching } = useQuery({
    queryKey: ['area-search', under, q || String(value ?? '')],
    queryFn: ({ signal }) => api.get('/api/areas/search', { signal, query: { q: q || String(value), under, limit: FOUND } }),
    enabled: q !== '' || value !== null,
  })
  return (
    <Select
      id={id} allowClear value={value} placeholder={empty} aria-label={empty} loading={isFetching} popupMatchSelectWidth={260}
      showSearch={{ filterOption: false, onSearch: setTyped }} notFoundContent={null}
      onChange={(area: number | undefined) => onChange(area ?? null)}
      options={(data?.items ?? []).map((one) => ({ value: one.code, label: one.full_name }))}
    />
  )
}

/** Find an office by its own name or its area's. */
export function OfficeField({ id, under, value, onChange }: { id: string; under: number; value: string | null; onChange: (office: string | null) => void }) {
  const words = useText(text)
  const [typed, setTyped] = useState('')
  const q = useRested(typed.trim())
  const { data, isFetching } = useQuery({
    queryKey: ['offices', 'search', under, q],
    queryFn: ({ signal }) => api.get('/api/offices', { signal, query: { under, limit: FOUND, ...(q && { q }) } }),
    placeholderData: (before) => before,
  })
  return (
    <Select
      id={id} value={value} placeholder={words.officeHint} loading={isFetching} notFoundContent={words.noOffice}
      showSearch={{ filterOption: false, onSearch: setTyped }} onChange={(office: string) => onChange(office)}
      options={(data?.items ?? []).map((one) => ({ value: one.id, label: `${one.name} · ${one.area_name}` }))}
    />
  )
}

/** The way to the next page of a list, absent at its end. */
export function More({ has, busy, onMore }: { has: boolean; busy: boolean; onMore: () => void }) {
  const words = useText(text)
  if (!has) return null
  return <p className="jm-people-more"><Button loading={busy} onClick={onMore}>{words.more}</Button></p>
}
