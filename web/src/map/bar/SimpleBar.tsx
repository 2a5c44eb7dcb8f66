import { useText } from '@/app/text'
import { Zh } from '@/app/Zh'
import { degrees } from '../coordinates'
import type { SimpleTools } from '../JinminMap'
import type { Find } from './finds'
import { LayerPanel } from './LayerPanel'
import type { MapBarProps } from './MapBar'
import { PlaceSearch } from './PlaceSearch'
import { text } from './text'

/** What is said of a find: what it is and where, since the picture is not at hand to be asked. */
export function saidOf({ name, whole, note, at }: Find): string {
  const where = at ? degrees({ lon: at[0], lat: at[1] }) : ''
  return [whole, note, [name, note].includes(where) ? '' : where].filter(Boolean).join(' · ')
}

/** Above a picture that the service draws: its layers, and finding places. Measuring needs a map that is drawn here. */
export function SimpleBar({ tools, near, off, onOff, notes, signs }: MapBarProps & { tools: SimpleTools }) {
  const words = useText(text)
  const { base, content, found, onFind } = tools
  const listed = { silent: words.listed, reports: words.listed, orders: words.listed }
  return (
    <div className="jm-tool" role="group" aria-label={words.bar}>
      <div className="jm-tool-row">
        <LayerPanel content={content} off={off} onOff={onOff} notes={{ ...notes, ...listed }} signs={signs} />
        <PlaceSearch base={base} near={near} onFind={onFind} />
      </div>
      {found && (
        <p className="jm-tool-card" role="status">
          <b><Zh>{found.name}</Zh></b>
          <span><Zh>{saidOf(found)}</Zh></span>
          <button type="button" onClick={() => onFind(null)} aria-label={words.clear} title={words.clear}>×</button>
        </p>
      )}
    </div>
  )
}
