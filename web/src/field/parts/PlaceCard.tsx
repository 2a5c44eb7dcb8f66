import { useEffect, useState } from 'react'
import { useText } from '@/app/text'
import { locate, mayLocateSilently } from '../place'
import type { Place } from '@/ground/report'
import { text } from '../text'
import { Pin } from './icons'
import { Sketch } from './Sketch'
import type { Reporter } from '../reporter'

const TOWN = 4

/** Where the report was written: measured, marked on the map, or only the unit's name. */
export function PlaceCard({
  session,
  place,
  onPlace,
}: {
  session: Reporter
  place: Place
  /** Takes how the newest place changes: a measured one may be long in coming. */
  onPlace: (update: (newest: Place) => Place) => void
}) {
  const words = useText(text)
  const [open, setOpen] = useState(false)
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle')

  const measure = async (): Promise<void> => {
    setState('busy')
    const asked = place
    const fix = await locate()
    setState(fix ? 'idle' : 'failed')
    if (!fix) return
    // What the reporter said meanwhile is newer than the question.
    onPlace((newest) => (newest === asked ? { how: 'gps', ...fix } : newest))
    setOpen(false)
  }

  // Someone on the ground is where the damage is; an office reports for its whole unit.
  const ask = session.tier >= TOWN && place.how === 'unit'
  useEffect(() => {
    if (!ask) return
    void mayLocateSilently().then((may) => (may ? measure() : undefined))
    // Asked once per page: a reporter who then chooses the unit alone is not overruled.
  }, [])

  const measured =
    place.how === 'unit'
      ? words.place.unit
      : [
          `${place.lat.toFixed(4)}N ${place.lon.toFixed(4)}E`,
          place.how === 'gps' ? `±${place.accuracy_m} m` : null,
        ]
          .filter(Boolean)
          .join(' ')
  const sketch = place.how !== 'unit' || session.tier >= TOWN
  return (
    <section className="place">
      {(sketch || open) && (
        <Sketch
          area={session.area}
          place={place}
          label={session.area_name}
          height={open ? 220 : 84}
          {...(open ? { onPick: (lon, lat) => onPlace(() => ({ how: 'map', lon, lat })) } : {})}
        />
      )}
      <div className="place-line">
        <Pin />
        <div>
          <b>
            {session.area_name} {place.how !== 'unit' && <small>{words.place[place.how]}</small>}
          </b>
          <small>
            {state === 'failed' && place.how === 'unit' ? words.place.failed : measured}
          </small>
        </div>
        <button type="button" className="link" onClick={() => setOpen(!open)}>
          {open ? words.place.close : words.place.change}
        </button>
      </div>
      {open && (
        <div className="place-ways">
          <p>{words.place.tapMap}</p>
          <button type="button" onClick={() => void measure()} disabled={state === 'busy'}>
            {state === 'busy' ? words.place.locating : words.place.locate}
          </button>
          <button
            type="button"
            onClick={() => {
              onPlace(() => ({ how: 'unit' }))
              setOpen(false)
            }}
          >
            {words.place.useUnit}
          </button>
          {place.how === 'map' && (
            <button type="button" className="strong" onClick={() => setOpen(false)}>
              {words.place.done}
            </button>
          )}
        </div>
      )}
    </section>
  )
}
