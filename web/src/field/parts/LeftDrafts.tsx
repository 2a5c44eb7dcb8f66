import type { Incident } from '@/api/types'
import { pick, useText } from '@/app/text'
import { isBlank } from '@/ground/figures'
import { openIncidents } from '../incidents'
import { usePhone, usePhoneState } from '../phone'
import type { Reporter } from '../reporter'
import type { LeftDraft } from '../store/drafts'
import { hasLearned, type PhoneState } from '../store/phone'
import { text } from '../text'
import { ExerciseMark } from './OrderCard'
import { Sheet } from './icons'
import { figureLine } from './QueueItem'
import { SureButton } from './SureButton'

/** Drafts no form shows any more, because their incident has ended. */
export function leftBehind({ drafts, known }: Pick<PhoneState, 'drafts' | 'known'>): LeftDraft[] {
  if (!hasLearned(known)) return []
  const open = new Set(openIncidents(known.incidents).map((one) => one.id))
  return drafts.filter(({ draft }) => !open.has(draft.incidentId))
}

/** What was written on an incident that has since ended: given to the present one, or given up. */
export function LeftDrafts({
  session,
  incident,
}: {
  session: Reporter
  incident: Incident | undefined
}) {
  const words = useText(text)
  const phone = usePhone()
  const state = usePhoneState()
  const left = leftBehind(state)
  if (left.length === 0) return null
  const taken = state.drafts.some(({ draft }) => draft.incidentId === incident?.id)
  const title = incident && pick(incident.title_zh, incident.title_en)
  return (
    <section className="left-drafts">
      <span className="stepper-label">{words.queue.drafts}</span>
      <ul className="queue">
        {left.map(({ draft, photos }) => {
          const about = state.known.incidents.find((one) => one.id === draft.incidentId)
          const figures = isBlank(draft.figures) ? '' : figureLine({ ...draft }, words)
          return (
            <li key={draft.commandId} className="queue-item">
              <Sheet size={22} />
              <div>
                <b>
                  <ExerciseMark incidentId={draft.incidentId} />
                  {about ? pick(about.title_zh, about.title_en) : words.chooseIncident}
                </b>
                <small>
                  {[figures, photos > 0 ? words.queue.photos(photos) : '']
                    .filter(Boolean)
                    .join('　')}
                </small>
              </div>
              <div className="queue-acts">
                <p>{taken && title ? words.queue.carryBlocked(title) : words.queue.ended}</p>
                {incident && title && !taken && (
                  <button
                    type="button"
                    onClick={() => void phone.drafts.move(session.account, draft, incident.id)}
                  >
                    {words.queue.carry(title)}
                  </button>
                )}
                <SureButton
                  say={words.queue.discard}
                  sure={words.queue.discardSure}
                  onSure={() => void phone.drafts.discard(session.account, draft)}
                />
              </div>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
