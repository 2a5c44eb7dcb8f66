import { useEffect, useState } from 'react'
import { sentence } from '@/features/command/situation/parts/sentence'
import { onFrame } from '@/live/store'
import type { EventFrame } from '@/live/socket'
import { useSession } from './session'
import { beep } from './sound'
import { useLang } from './text'

const LEVELS = new Set(['response.started', 'response.raised', 'response.lowered', 'response.ended'])

/** What is read out at once: a new order to one's own unit and a change of level; a new event only sounds. */
export function urgency(frame: Pick<EventFrame, 'k' | 'b'>, area: number): 'say' | 'sound' | null {
  if (LEVELS.has(frame.k)) return 'say'
  if (frame.k === 'order.issued' && frame.b['to_area'] === area) return 'say'
  return frame.k === 'incident.reported' ? 'sound' : null
}

/** The one place of the desk that interrupts a screen reader. */
export function Announcer() {
  const language = useLang()
  const { post } = useSession()
  const [said, setSaid] = useState('')
  useEffect(
    () =>
      onFrame((frame) => {
        const how = urgency(frame, post.area)
        if (!how) return
        beep()
        if (how === 'say') setSaid(sentence(frame, language)?.text ?? '')
      }),
    [language, post.area],
  )
  return <p className="jm-hidden" aria-live="assertive">{said}</p>
}
