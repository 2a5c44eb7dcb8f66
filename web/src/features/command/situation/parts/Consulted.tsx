import type { Topics } from '@/api/types'
import { moment } from '@/app/format'
import { useText } from '@/app/text'
import { areaName } from '@/app/units'
import { Zh } from '@/app/Zh'
import { useTopic } from '@/live/store'
import { text } from '../text'

type Notice = Topics['notices'][number]

/** The consultation to know of: the next one, else the last that was held. */
export function consultationToShow(notices: readonly Notice[], incidentId: string, now: Date): Notice | null {
  const called = notices.filter((one) => one.incident_id === incidentId).sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
  return called.find((one) => Date.parse(one.at) >= now.getTime()) ?? called.at(-1) ?? null
}

/** One line on when is consulted, by whom called, on what. */
export function Consulted({ incidentId, now }: { incidentId: string; now: Date }) {
  const words = useText(text)
  const one = consultationToShow(useTopic('notices'), incidentId, now)
  if (!one) return null
  const on = one.families.map((family) => words.family[family] ?? family).join('、')
  return <p className="jm-consulted" title={one.reason_zh}><Zh>{words.consultation(moment(one.at, now), areaName(one.area, one.area_name), on)}</Zh></p>
}
