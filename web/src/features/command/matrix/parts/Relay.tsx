import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Checkbox, type GetRef, Input } from 'antd'
import { useMemo, useRef, useState } from 'react'
import type { Body } from '@/api/addresses'
import { api, ProblemError } from '@/api/client'
import { useReports } from '@/api/hooks'
import { idOf } from '@/api/ids'
import type { Report } from '@/api/types'
import { within } from '@/app/areas'
import { FormDialog } from '@/app/FormDialog'
import { UNKNOWN } from '@/app/format'
import { useIncident, useIncidentNow, useIncidents } from '@/app/incident'
import { useSession } from '@/app/session'
import { pick, useText } from '@/app/text'
import { words as shell } from '@/app/words'
import { Zh } from '@/app/Zh'
import { INDICATORS } from '@/ground/figures'
import { read, type ShortReport } from '@/ground/line'
import { handedBody, handedKind } from '@/ground/report'
import { faultOf, relayText } from '../relay-text'
import { text } from '../text'

type Wish = Body<'post', '/api/reports'>

/** A report that came as a line by text message or telephone: read while it is typed, sent for its unit. */
export function Relay({ onClose }: { onClose: () => void }) {
  const words = useText(relayText)
  const kinds = useText(text)
  const common = useText(shell)
  const { person, post } = useSession()
  const cache = useQueryClient()
  const incidents = useIncidents()
  const inView = useIncident()
  const box = useRef<GetRef<typeof Input.TextArea>>(null)
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const [outside, setOutside] = useState<'asked' | 'confirmed' | null>(null)
  const [sent, setSent] = useState<Report[]>([])
  /** What was said for a line: said again where no answer came, it is the same command. */
  const said = useRef<{ line: string; body: Wish } | null>(null)
  const reading = useMemo(() => read(typed), [typed])
  const { report } = reading
  // The last word may still be growing: it is looked up once another one follows.
  const growing = reading.fault?.said === '' ? reading.fault.part : null
  const area = growing === 'kind' ? undefined : report.area
  const incident = incidents.find((one) => one.no === report.incident_no) ?? null
  const now = useIncidentNow(incident)
  const unit = useUnit(area)
  const reports = useReports(incident?.id ?? null, area)
  const own = reports.data?.items.filter((one) => one.area === area)
  const kind = reading.fault || !incident || !own ? null : handedKind(reading.report, incident.id, own)
  const unfit =
    report.incident_no && !incident && growing !== 'unit' ? words.noIncident(report.incident_no)
    : unit.missing ? words.noUnit(String(area))
    : area !== undefined && !within(area, post.area) ? words.notOurs
    : null
  const wrong = unfit ?? (reading.fault && typed.trim() !== '' ? faultOf(reading.fault, words) : null)
  const ready = !wrong && kind !== null && unit.name !== '' && outside !== 'asked' && !busy

  const write = (next: string) => {
    setTyped(next)
    setFault(null)
    setOutside(null)
  }
  const send = async () => {
    if (reading.fault || !incident || !kind) return
    const { line } = reading
    const before = said.current?.line === line ? said.current.body : null
    const body = before ?? handedBody({ report: reading.report, incident, kind, unit: unit.name, own: post.area, now })
    said.current = { line, body }
    setBusy(true)
    setFault(null)
    try {
      // One line is one report, however often and wherever an account sends it.
      const commandId = await idOf(`${person.account} ${line}`)
      const answer = await api.post('/api/reports', outside ? { ...body, confirm_outside: true } : body, { commandId })
      setSent((old) => [answer, ...old.filter((one) => one.id !== answer.id)])
      write('')
      box.current?.focus()
    } catch (cause) {
      const code = cause instanceof ProblemError ? cause.code : ''
      if (code === 'outside-unit') setOutside('asked')
      else if (code === 'command-reused') setFault(words.again)
      else setFault(cause instanceof ProblemError ? cause.say : String(cause))
    } finally {
      setBusy(false)
      void cache.invalidateQueries({ predicate: (query) => query.queryKey.includes(incident.id) })
    }
  }
  return (
    <FormDialog
      title={words.title} act={words.send} ready={ready} written={typed.trim() !== ''} fault={fault} width={560}
      onAct={() => void send()} onClose={onClose} {...(sent.length > 0 ? { leave: common.close } : {})}
    >
      <label htmlFor="jm-relay-line">{words.line}</label>
      <Input.TextArea
        ref={box} id="jm-relay-line" className="jm-relay-line" rows={3} maxLength={400} value={typed} autoFocus spellCheck={false} autoComplete="off"
        placeholder="JM1 E-… 371426108 I C0 S0 I0 D0 M0 0501 …" aria-describedby="jm-relay-wrong" onChange={(e) => write(e.target.value)}
      />
      <p id="jm-relay-wrong" className={`jm-relay-wrong ${growing && !unfit ? 'jm-note' : 'jm-fault'}`} role="status">{wrong}</p>
      {report.incident_no && (
        <dl className="jm-relay-read">
          <div><dt>{words.incident}</dt><dd>{incident ? <>{pick(incident.title_zh, incident.title_en)}{incident.id !== inView?.id && <b> · {words.other}</b>}</> : report.incident_no}</dd></div>
          <div><dt>{words.unit}</dt><dd>{unit.name ? <Zh>{unit.name}</Zh> : (area ?? UNKNOWN)}{unit.name && own && <small>{words.earlier(own.length)}</small>}</dd></div>
          <div><dt>{words.kind}</dt><dd>{kinds.kinds[kind ?? report.kind ?? ''] ?? UNKNOWN}{report.nil && ` · ${words.nil}`}</dd></div>
          {report.figures && !report.nil && <Figures figures={report.figures} />}
          {report.lat !== undefined && report.lat !== null && <div><dt>{words.place}</dt><dd>{report.lat.toFixed(4)}N {report.lon?.toFixed(4)}E</dd></div>}
          {report.clock && <div><dt>{words.written}</dt><dd>{report.clock.slice(0, 2)}:{report.clock.slice(2)}</dd></div>}
        </dl>
      )}
      {outside && <Checkbox checked={outside === 'confirmed'} onChange={(e) => setOutside(e.target.checked ? 'confirmed' : 'asked')}>{words.outside}</Checkbox>}
      <ul className="jm-relay-sent" role="status">
        {sent.map((one) => (
          <li key={one.id}>✓ {words.sent(one.area_name, kinds.numbered(kinds.kinds[one.kind] ?? '', one.seq))} · {words.receipt} {one.receipt_no}</li>
        ))}
      </ul>
    </FormDialog>
  )
}

/** The five figures of a line; what it leaves out is not known, which is not 0. */
function Figures({ figures }: { figures: ShortReport['figures'] }) {
  const words = useText(relayText)
  return (
    <div className="jm-relay-figures">
      {INDICATORS.map((name) => (
        <span key={name}>
          <small>{words.letters[name]}</small>
          {figures[name] === null ? <i>{words.unknown}</i> : <b>{figures[name]}<small> {name.endsWith('rooms') ? words.rooms : words.people}</small></b>}
        </span>
      ))}
    </div>
  )
}

/** The unit a line speaks for, as the divisions know it. */
function useUnit(area: number | undefined): { name: string; missing: boolean } {
  const found = useQuery({
    queryKey: ['area', area ?? -1],
    queryFn: ({ signal }) => api.get(`/api/areas/${String(area)}`, { signal }),
    enabled: area !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return { name: found.data?.name ?? '', missing: found.error instanceof ProblemError && found.error.status === 404 }
}
