import { useEffect, useRef, useState } from 'react'
import type { Incident } from '@/api/types'
import { sentence } from '@/features/command/situation/parts/sentence'
import { onFrame, useTopic } from '@/live/store'
import type { EventFrame } from '@/live/socket'
import { isFresh } from '@/live/fresh'
import { useSession } from './session'
import { beep } from './sound'
import { useLang, useText } from './text'
import { words } from './words'

const LEVELS = new Set(['response.started', 'response.raised', 'response.lowered', 'response.ended'])

/** What is read out at once: a new order to one's own unit and a change of level; a new event only sounds, and history is no news. */
export function urgency(frame: Pick<EventFrame, 'k' | 'b' | 'at'>, area: number): 'say' | 'sound' | null {
  if (!isFresh(frame)) return null
  if (LEVELS.has(frame.k)) return 'say'
  if (frame.k === 'order.issued' && frame.b['to_area'] === area) return 'say'
  return frame.k === 'incident.reported' ? 'sound' : null
}

/** The one place of the desk that interrupts a screen reader. */
export function Announcer() {
  const language = useLang()
  const { post } = useSession()
  const text = useText(words)
  const latest = useRef<readonly Incident[]>([])
  latest.current = useTopic('incidents')
  const [said, setSaid] = useState('')
  useEffect(
    () =>
      onFrame((frame) => {
        const how = urgency(frame, post.area)
        if (!how) return
        beep()
        const practice = latest.current.some((one) => one.id === frame.i && one.exercise)
        if (how === 'say') setSaid(`${practice ? `${text.exercise} ` : ''}${sentence(frame, language)?.text ?? ''}`)
      }),
    [language, post.area, text],
  )
  return <p className="jm-hidden" aria-live="assertive">{said}</p>
}
