import { useEffect, useMemo } from 'react'
import { newId } from '@/api/ids'
import type { Incident } from '@/api/types'
import { useText } from '@/app/text'
import { useAreaName, within } from '../areas'
import { Title } from '../parts/Frame'
import { usePhone } from '../phone'
import type { Route } from '../route'
import { decode } from '../sms'
import { type Draft, emptyDraft, saveDraft } from '../store/drafts'
import { text } from '../text'
import type { Reporter } from '../reporter'

/** Take over a report another phone handed on as a code: it becomes this phone's draft. */
export function RelayPage({
  session,
  incidents,
  line,
  go,
}: {
  session: Reporter
  incidents: readonly Incident[]
  line: string
  go: (route: Route, replace?: boolean) => void
}) {
  const words = useText(text)
  const phone = usePhone()
  const report = useMemo(() => decode(line), [line])
  const unit = useAreaName(report?.area ?? session.area)
  const incident = incidents.find((one) => one.no === report?.incident_no)
  const mine = report !== null && within(report.area, session.area)
  useEffect(() => {
    if (!report || !incident || !mine) return
    const draft: Draft = {
      ...emptyDraft(incident.id, newId()),
      figures: report.figures,
      place:
        report.lon === null || report.lat === null
          ? { how: 'unit' }
          : { how: 'map', lon: report.lon, lat: report.lat },
      area: report.area,
      relayedFrom: report.area === session.area ? null : unit || String(report.area),
    }
    void saveDraft(phone.database, phone.safe, session.account, draft).then(() =>
      go({ tab: 'report' }, true),
    )
  }, [phone, session, report, incident, mine, unit, go])
  return (
    <>
      <Title title={words.queue.qr} />
      <main className="page">
        {(!report || !incident) && <p className="warn">{words.relayBad}</p>}
        {report && !mine && <p className="warn">{words.relayNotOurs}</p>}
      </main>
    </>
  )
}
