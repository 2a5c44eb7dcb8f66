import { useQuery } from '@tanstack/react-query'
import { Button, Modal } from 'antd'
import { useMemo } from 'react'
import { api } from '@/api/client'
import { useIndicators } from '@/api/hooks'
import type { Incident } from '@/api/types'
import { useIncident } from '@/app/incident'
import { navigate, useRoute } from '@/app/router'
import { useSession } from '@/app/session'
import { Failed, Loading, NoIncident, Outdated } from '@/app/states'
import { useText } from '@/app/text'
import { inOrder } from './earlier'
import { Form } from './Form'
import { mayReport } from './reporters'
import { Sent } from './Sent'
import { text } from './text'
import '../page.css'
import './report.css'

const MOST_REPORTS = 500

/** 报灾: one unit's loss report, checked while it is typed. */
export default function ReportPage() {
  const { segments } = useRoute()
  const { post } = useSession()
  const words = useText(text)
  const incident = useIncident()
  const area = Number(segments[2] ?? post.area)
  if (!incident) return <NoIncident />
  if (!mayReport(post.roles)) {
    return <Modal open title={words.notHere} footer={<Button type="primary" onClick={() => navigate('/reports/matrix')}>{words.toMatrix}</Button>} closable={false} />
  }
  return <Unit key={`${incident.id}-${area}`} incident={incident} area={area} />
}

/** The reports of one unit: the one in writing, or the earlier one that the address names. */
function Unit({ incident, area }: { incident: Incident; area: number }) {
  const { query } = useRoute()
  const indicators = useIndicators()
  const reports = useQuery({
    queryKey: ['reports-of', incident.id, area],
    queryFn: ({ signal }) => api.get(`/api/incidents/${incident.id}/reports`, { signal, query: { area, limit: MOST_REPORTS } }),
  })
  const own = useMemo(() => inOrder(reports.data?.items ?? [], area), [reports.data, area])
  const failed = [indicators, reports].find((one) => one.error)
  const retry = () => void failed?.refetch()
  if (!indicators.data || !reports.data) return failed ? <Failed cause={failed.error} onRetry={retry} /> : <Loading />
  const outdated = failed && <Outdated cause={failed.error} onRetry={retry} />
  const shown = own.find((one) => one.id === query.get('report'))
  return shown ? (
    <Sent report={shown} own={own} indicators={indicators.data.items} incident={incident} outdated={outdated} />
  ) : (
    <Form incident={incident} area={area} own={own} indicators={indicators.data.items} outdated={outdated} />
  )
}
