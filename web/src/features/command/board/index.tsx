import { Button } from 'antd'
import { useState } from 'react'
import { useEstimate, useFigures, useResponses } from '@/api/hooks'
import type { Incident } from '@/api/types'
import { useEstimates } from '@/app/estimates'
import { useIncident, useIncidentNow } from '@/app/incident'
import { useSession } from '@/app/session'
import { Failed, Loading, NoIncident, Outdated } from '@/app/states'
import { useLang, useText } from '@/app/text'
import { areaName } from '@/app/units'
import { words as shell } from '@/app/words'
import { Zh } from '@/app/Zh'
import { Counties } from './parts/Counties'
import { Decisions } from './parts/Decisions'
import { Execution } from './parts/Execution'
import { Footprints } from './parts/Footprints'
import { Numbers } from './parts/Numbers'
import { Progress } from './parts/Progress'
import { TierStrip } from './parts/TierStrip'
import { estimateOf } from './series'
import { text } from './text'
import './board.css'

/** 看板: what a leader needs in one look; a county's row opens the same board for it. */
export default function Board() {
  const incident = useIncident()
  if (!incident) return <NoIncident />
  return <Incidental key={incident.id} incident={incident} />
}

function Incidental({ incident }: { incident: Incident }) {
  const words = useText(text)
  const common = useText(shell)
  const language = useLang()
  const { post } = useSession()
  const now = useIncidentNow(incident)
  const [unit, setUnit] = useState({ area: post.area, name: '' })
  const { area } = unit
  const responses = useResponses(incident.id)
  const figures = useFigures(incident.id, area)
  const { all: estimates } = useEstimates(incident.id)
  const model = estimates.filter((one) => one.kind === 'model').sort((a, b) => a.run_version - b.run_version)
  const official = estimates.filter((one) => one.kind === 'official').sort((a, b) => b.run_version - a.run_version)[0] ?? null
  const newest = model.at(-1) ?? official
  const detail = useEstimate(incident.id, newest?.id ?? null)
  const known = useEstimate(incident.id, official?.id ?? null)
  // The reader's own board is of the whole event; another unit's has its own share of the estimates.
  const share = area === post.area ? undefined : estimateOf(detail.data, area)
  const exposed = share && (official ? estimateOf(known.data, area) : share).exposed
  const deaths = share?.deaths && newest ? [{ at: Date.parse(newest.at), ...share.deaths }] : []
  const retry = () => void responses.refetch()
  return (
    <div className="jm-board">
      <h2 className="jm-board-subject">
        <Zh>{areaName(area, unit.name || post.area_name, language)}</Zh>
        {area !== post.area && <Button size="small" onClick={() => setUnit({ area: post.area, name: '' })}>{words.backTo(areaName(post.area, post.area_name, language))}</Button>}
        {[responses, figures].map((one, i) => one.data && one.error && <Outdated key={i} cause={one.error} onRetry={() => void one.refetch()} />)}
      </h2>
      {responses.data ? <TierStrip items={responses.data.items} estimates={estimates} area={post.area} now={now} />
        : responses.error ? <Failed cause={responses.error} onRetry={retry} /> : <div><Loading /></div>}
      <Numbers subject={`${incident.id}-${area}`} figures={figures.data} unread={figures.error ? common.failed : common.loading} first={model[0] ?? null} official={official} unit={exposed} now={now} />
      <div className="jm-board-middle">
        <Progress incident={incident} area={area} name={unit.name} estimates={model} unit={share && deaths} now={now} />
        <Footprints incident={incident} area={area} first={model[0] ?? null} official={official} />
        <Decisions incident={incident} items={responses.data?.items} failed={responses.error} onRetry={retry} now={now} />
      </div>
      <div className="jm-board-bottom">
        <Counties incident={incident} estimate={detail.data} now={now} area={area} home={post.area} onArea={(next, name) => setUnit({ area: next, name })} />
        <Execution incident={incident} now={now} />
      </div>
    </div>
  )
}
