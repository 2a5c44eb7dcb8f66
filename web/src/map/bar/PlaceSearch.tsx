import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useId, useMemo, useState } from 'react'
import { api, ProblemError } from '@/api/client'
import { useText } from '@/app/text'
import { Zh } from '@/app/Zh'
import { readCoordinates } from '../coordinates'
import type { Base } from '../outlines'
import { areasAtHand, askedOf, type Find, findOfArea, findsOfCoordinates, findsOfPlaces, ordered } from './finds'
import { text } from './text'

const PAUSE_MS = 200
const SHOWN = 20

/** What was written, once the writing has paused. */
function usePaused(written: string): string {
  const [paused, setPaused] = useState(written)
  useEffect(() => {
    const timer = setTimeout(() => setPaused(written), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [written])
  return paused
}

/** What is found under a text; where the service cannot be asked, what is at hand, and that is said. */
function useFinds(base: Base, written: string, near: number) {
  const words = useText(text)
  const paused = usePaused(written)
  const reading = useMemo(() => readCoordinates(paused), [paused])
  const asked = reading ? null : askedOf(paused)
  const areas = useQuery({
    queryKey: ['areas-named', asked, near],
    queryFn: ({ signal }) => api.get('/api/areas/search', { signal, query: { q: asked ?? '', near, limit: SHOWN } }),
    enabled: asked !== null, retry: false, networkMode: 'always',
  })
  const places = useQuery({
    queryKey: ['places'],
    queryFn: ({ signal }) => api.get('/api/places', { signal }),
    enabled: asked !== null, retry: false, networkMode: 'always', staleTime: Number.POSITIVE_INFINITY,
  })
  const finds = useMemo(() => {
    if (!asked) return findsOfCoordinates(base, reading, words)
    const known = areas.data?.items ?? (areas.error ? areasAtHand(base, asked) : [])
    return ordered(known, findsOfPlaces(base, places.data, asked, words), (area) => findOfArea(base, area, words))
  }, [base, asked, reading, areas.data, areas.error, places.data, words])
  const fault = areas.error && asked ? `${areas.error instanceof ProblemError ? areas.error.say : String(areas.error)} · ${words.partly}` : null
  const wrong = reading?.kind === 'impossible' ? words.impossible[reading.why] : null
  const settled = paused === written && (asked === null || !areas.isFetching)
  return { finds, settled, said: wrong ?? fault, wrong: wrong !== null, sure: reading?.kind !== 'ask', empty: asked === null && reading === null }
}

/** Finding a place by its name, its code or its coordinates; the whole of it works from the keyboard. */
export function PlaceSearch({ base, near, onFind }: { base: Base; near: number; onFind: (find: Find) => void }) {
  const words = useText(text)
  const id = useId()
  const [written, setWritten] = useState('')
  const [open, setOpen] = useState(false)
  const [chosen, setChosen] = useState<number | null>(null)
  const [eager, setEager] = useState(false)
  const { finds, settled, said, wrong, sure, empty } = useFinds(base, written, near)
  // What is a question is not answered by an Enter too many.
  const active = chosen ?? (sure && finds.length > 0 ? 0 : -1)
  const shown = open && !empty && written.trim() !== ''

  const choose = (find: Find) => {
    onFind(find)
    setOpen(false)
    setEager(false)
  }
  useEffect(() => {
    if (!eager || !settled) return
    setEager(false)
    if (sure && finds[0]) choose(finds[0])
  }, [eager, settled])
  useEffect(() => {
    if (shown) document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' })
  }, [active, shown, id])

  const write = (next: string) => {
    setWritten(next)
    setChosen(null)
    setEager(false)
    setOpen(true)
  }
  const step = (by: 1 | -1) => {
    setOpen(true)
    if (finds.length > 0) setChosen((Math.max(active, by < 0 ? 0 : -1) + by + finds.length) % finds.length)
  }
  const key = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const find = finds[active]
    if (event.key === 'ArrowDown') step(1)
    else if (event.key === 'ArrowUp') step(-1)
    else if (event.key === 'Enter' && !settled) setEager(true)
    else if (event.key === 'Enter' && find) choose(find)
    else if (event.key === 'Escape' && shown) setOpen(false)
    else if (event.key === 'Escape' && written) write('')
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className="jm-tool-search" onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setOpen(false)}>
      <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M7 2a5 5 0 1 0 .1 0M10.700 10.700 14.500 14.500" /></svg>
      <input
        data-search type="text" role="combobox" value={written} placeholder={words.search} title={words.searchTip} aria-label={words.search} maxLength={80}
        autoComplete="off" spellCheck={false} enterKeyHint="search"
        aria-autocomplete="list" aria-expanded={shown} aria-controls={`${id}-list`} aria-activedescendant={shown && active >= 0 ? `${id}-${active}` : undefined}
        onChange={(event) => write(event.target.value)} onFocus={(event) => event.target.select()} onClick={() => setOpen(true)} onKeyDown={key}
      />
      {written && <button type="button" tabIndex={-1} aria-label={words.clear} title={words.clear} onClick={() => write('')}>×</button>}
      <span className="jm-hidden" role="status">{shown && settled && !said ? words.found(finds.length) : ''}</span>
      {shown && (
        <div className="jm-tool-list">
          {said && <p role="alert" className={wrong ? 'jm-tool-wrong' : 'jm-tool-fault'}>{said}</p>}
          {!settled && finds.length === 0 && <p>{words.searching}</p>}
          {settled && !said && finds.length === 0 && <p>{words.nothing}</p>}
          <ul id={`${id}-list`} role="listbox" aria-label={words.search}>
            {finds.map((find, i) => (
              <li
                key={find.id} id={`${id}-${i}`} role="option" aria-selected={i === active}
                onMouseDown={(event) => event.preventDefault()} onClick={() => choose(find)}
              >
                <b><Zh>{find.name}</Zh></b> <span><Zh>{find.whole}</Zh></span> <small><Zh>{find.note}</Zh></small>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}
