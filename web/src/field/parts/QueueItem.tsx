import { clock, span } from '@/app/format'
import { pick, useText } from '@/app/text'
import { useTick } from '@/live/tick'
import { useUnitName } from '../areas'
import { useIncident, usePhone, usePhoneState, useWorldTime } from '../phone'
import type { Item } from '../store/shown'
import { text, type Words } from '../text'
import { Clock, Plane, Warning } from './icons'
import { ExerciseMark } from './OrderCard'
import { SureButton } from './SureButton'

const SHORT: readonly [string, keyof Words['short']][] = [
  ['collapsed_rooms', 'collapsed'],
  ['severe_rooms', 'severe'],
  ['injured', 'injured'],
  ['deaths', 'deaths'],
  ['missing', 'missing'],
]

/** The figures of a report in one line; an unknown one is not there. */
export function figureLine(body: Record<string, unknown>, words: Words): string {
  if (body['nil_report'] === true) return words.nilReport
  const figures = (body['figures'] ?? {}) as Record<string, number | null>
  return SHORT.filter(([name]) => typeof figures[name] === 'number')
    .filter(([name]) => figures[name] !== 0 || !['deaths', 'missing'].includes(name))
    .map(([name, word]) => `${words.short[word]} ${figures[name]}`)
    .join('　')
}

/** Kilobytes as a person says them. */
function size(bytes: number): string {
  return bytes < 1e6
    ? `${Math.max(1, Math.round(bytes / 1000))} kB`
    : `${(bytes / 1e6).toFixed(1)} MB`
}

function stateText(
  item: Item,
  words: Words,
  now: number,
  mine: boolean,
  going: { sending: boolean; sendingPhotos: boolean },
): string {
  if (!mine) return words.queue.waiting
  if (item.state === 'fault') return words.queue.fault
  if (item.state === 'confirm') return words.queue.confirm
  const left = item.next_at - now
  if (left > 1_000) {
    const again = words.queue.retryIn(span(left))
    return item.unanswered ? `${words.link.trouble} ${again}` : again
  }
  const onItsWay = item.kind === 'photo' ? going.sendingPhotos : going.sending
  return onItsWay ? words.queue.sending : words.queue.waiting
}

/** One line of the queue with its own state, and what a person can do about a refused one. */
export function QueueItem({
  item,
  mine,
  photos,
}: {
  item: Item
  mine: boolean
  photos: { count: number; bytes: number } | null
}) {
  const words = useText(text)
  const phone = usePhone()
  const going = usePhoneState()
  const now = useTick()
  const refused = mine && item.state !== 'waiting'
  const about = typeof item.body['incident_id'] === 'string' ? item.body['incident_id'] : undefined
  const at = useWorldTime(useIncident(about))(item.saved_at)
  const unit = useUnitName(Number(item.body['area'] ?? going.session?.area ?? 0))
  const Icon = refused ? Warning : item.kind === 'move' ? Plane : Clock
  const said = item.fault && pick(item.fault.detail, item.fault.detail_en)
  return (
    <li className="queue-item" data-state={item.state}>
      <Icon size={22} />
      <div>
        <b>
          <ExerciseMark incidentId={about} />
          {!mine
            ? words.queue.others
            : photos
              ? words.queue.photos(photos.count)
              : item.kind === 'move'
                ? words.queue.move
                : `${unit} ${words.kind[String(item.body['kind'])] ?? ''}`}
        </b>
        <small>
          {!mine
            ? words.queue.other(item.account)
            : photos
              ? words.queue.withAbove(size(photos.bytes))
              : `${figureLine(item.body, words)}　${clock(at)}`}
        </small>
      </div>
      <span className="queue-state">{stateText(item, words, now, mine, going)}</span>
      {refused && (
        <div className="queue-acts">
          <p>
            {item.state === 'confirm' ? words.queue.outside : said}
            {item.fault?.number && <small> {item.fault.number}</small>}
          </p>
          {item.state === 'confirm' && (
            <>
              <button type="button" onClick={() => void again(item, { confirm_outside: true })}>
                {words.queue.yesOutside}
              </button>
              <button
                type="button"
                onClick={() =>
                  void again(item, { lon: undefined, lat: undefined, accuracy_m: undefined })
                }
              >
                {words.queue.onlyUnit}
              </button>
            </>
          )}
          {item.state === 'fault' && item.fault?.status !== 0 && (
            <button type="button" onClick={() => void again(item, {})}>
              {words.queue.retry}
            </button>
          )}
          <SureButton
            say={words.queue.discard}
            sure={words.queue.discardSure}
            onSure={() => void phone.outbox.discard(item.command_id)}
          />
        </div>
      )}
    </li>
  )

  async function again(one: Item, change: Record<string, unknown>): Promise<void> {
    await phone.outbox.resend(one.command_id, change)
    await phone.retry()
  }
}
