import type { EstimateDetail, Incident } from '@/api/types'
import { age, intensity, short } from '@/app/format'
import { Mark } from '@/app/marks'
import { Empty, Failed, Loading, Outdated } from '@/app/states'
import { useText } from '@/app/text'
import { Zh } from '@/app/Zh'
import { COUNTED, useCountyFigures } from '../hooks'
import { text } from '../text'

type Counted = (typeof COUNTED)[number]

/** The losses by county; a county's row shows the same board for it. */
export function Counties({ incident, estimate, now, area, home, onArea }: {
  incident: Incident
  estimate: EstimateDetail | undefined
  now: Date
  area: number
  home: number
  onArea: (area: number, name: string) => void
}) {
  const words = useText(text)
  const found = useCountyFigures(incident.id, home)
  if (!found.data) {
    return (
      <section className="jm-card jm-board-panel">
        <header><h2>{words.counties}</h2></header>
        {found.error ? <Failed cause={found.error} onRetry={() => void found.refetch()} /> : <Loading />}
      </section>
    )
  }
  const items = found.data.items
  type Row = (typeof items)[number]
  const figure = (one: Row, name: Counted) => one.figures[name]?.value ?? null
  const said = (one: Row, name: Counted) => `${one.figures[name]?.at_least && figure(one, name) ? '≥' : ''}${short(figure(one, name))}`
  // One kind of damage for the whole column: rooms (间) and places (处) are never mixed.
  const damage: Counted = items.some((one) => figure(one, 'houses_or_walls_damaged') !== null) ? 'houses_or_walls_damaged' : 'collapsed_rooms'
  const rows = [...items].sort((a, b) => (figure(b, damage) ?? -1) - (figure(a, damage) ?? -1) || (figure(b, 'injured') ?? -1) - (figure(a, 'injured') ?? -1))
  const most = Math.max(1, ...rows.map((one) => figure(one, damage) ?? 0))
  return (
    <section className="jm-card jm-board-panel">
      <header>
        <h2>{words.counties}</h2><span>{words.all(rows.length)}</span>
        {found.error && <Outdated cause={found.error} onRetry={() => void found.refetch()} />}
        <span className="jm-panel-end">{rows.some((one) => one.synthetic) && <Mark kind="synthetic" />}</span>
      </header>
      {rows.length === 0 ? <Empty title={words.noCounty} /> : (
        <div className="jm-board-scroll">
          <table className="jm-table jm-board-table">
            <thead><tr><th>{words.county}</th><th className="jm-num">{words.injured}</th><th className="jm-num">{damage === 'collapsed_rooms' ? words.rooms : words.houses}</th><th>{words.max}</th><th className="jm-num">{words.last}</th></tr></thead>
            <tbody>
              {rows.map((one) => {
                const unit = estimate?.counties.find((row) => row.area === one.area)
                const open = () => onArea(one.area, one.name)
                const size = figure(one, damage)
                return (
                  <tr key={one.area} tabIndex={0} data-row aria-selected={one.area === area} onClick={open} onKeyDown={(e) => e.key === 'Enter' && open()}>
                    <td><Zh>{one.name}</Zh></td><td className="jm-num"><b>{said(one, 'injured')}</b></td>
                    <td className="jm-num jm-board-bar">{size ? <i style={{ width: `${(size / most) * 60}%` }} /> : null}<b>{said(one, damage)}</b></td>
                    <td>{unit?.max_intensity ? intensity(Math.floor(unit.max_intensity)) : words.none}</td><td className="jm-num">{age(one.last_at, now)}</td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}
