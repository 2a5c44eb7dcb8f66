import { level as numeral, short } from '@/app/format'
import type { Lang } from '@/app/text'
import { areaName } from '@/app/units'
import { worldClock } from '@/live/clock'
import type { EventFrame } from '@/live/socket'
import type { World } from '@/api/types'
import { text } from '../text'

interface Said {
  text: string
  urgent: boolean
}

const str = (value: unknown): string => (typeof value === 'string' ? value : '')

const VERBS: Record<string, [string, string]> = {
  'incident.reported': ['收到', 'received'],
  'incident.verified': ['已核实', 'verified'],
  'incident.responding': ['进入响应', 'responding'],
  'incident.recovering': ['转入恢复', 'recovering'],
  'incident.closed': ['结束', 'closed'],
  'incident.merged': ['合并', 'merged'],
  'incident.edited': ['更正', 'corrected'],
  'incident.correction-offered': ['台网更正待处理', 'a correction waits:'],
  'response.proposed': ['建议', 'proposed'],
  'response.started': ['启动', 'started'],
  'response.raised': ['提升至', 'raised to'],
  'response.lowered': ['降至', 'lowered to'],
  'response.ended': ['终止响应', 'response ended'],
  'response.declined': ['暂不启动', 'not started'],
  'response.consulted': ['登记会商', 'consultation'],
  'order.issued': ['下达', 'issued'],
  'order.delivered': ['送达', 'delivered'],
  'order.read': ['阅知', 'read'],
  'order.accepted': ['接受', 'accepted'],
  'order.done': ['完成', 'done'],
  'order.refused': ['不能执行', 'refused'],
  'order.cancelled': ['撤销', 'withdrawn'],
  'order.overdue': ['超时', 'overdue'],
  'order.escalated': ['超时上报', 'escalated'],
}
const SILENT = new Set(['response.evaluated', 'world.clock-set'])
const INDICATORS: [string, string, string][] = [
  ['deaths', '死亡', 'deaths'],
  ['missing', '失踪', 'missing'],
  ['injured', '受伤', 'injured'],
  ['collapsed_rooms', '倒塌', 'collapsed'],
  ['severe_rooms', '严损', 'severe'],
  ['houses_or_walls_damaged', '房屋院墙', 'damaged'],
]

/** What an event says in one line, or null where it is no news. */
export function sentence(frame: EventFrame, language: Lang): Said | null {
  if (SILENT.has(frame.k)) return null
  const zh = language === 'zh'
  const b = frame.b
  const verb = VERBS[frame.k]?.[zh ? 0 : 1] ?? ''
  const topic = frame.k.split('.')[0]
  const say = (text: string, urgent = false): Said => ({ text, urgent })
  switch (topic) {
    case 'incident':
      return say(`${verb} ${str(zh ? b['title_zh'] : b['title_en'])}`)
    case 'response': {
      const proposed = b['proposed'] as { level: number } | null
      const level = frame.k === 'response.proposed' ? proposed?.level : (b['level'] as number | null)
      const shown = level && !frame.k.endsWith('ended') ? ` ${zh ? `${numeral(level, 'zh')}级` : `level ${numeral(level, 'en')}`}` : ''
      return say(`${areaName(Number(b['area']), str(b['area_name']), language)} ${str(zh ? b['family_zh'] : b['family_en'])} ${verb}${shown}`)
    }
    case 'order': {
      const issued = frame.k === 'order.issued'
      const who = issued ? `${str(b['from_name'])}→${str(b['to_name'])}` : str(b['to_name'])
      return say(`${who} ${verb}“${str(b['title_zh'])}”`, frame.k === 'order.overdue' || frame.k === 'order.refused')
    }
    case 'report':
      // That a report went into the next one above tells the desk nothing new.
      return frame.k === 'report.merged' ? null : say(report(frame, zh))
    case 'estimate': {
      const version = b['run_version'] as number | undefined
      const model = str(zh ? b['model_zh'] : b['model_en']) || str(b['source_zh'])
      if (b['kind'] === 'official') return say(zh ? `官方烈度图 ${str(b['source_zh'])}` : `Official intensity map ${str(b['source_zh'])}`)
      return say(zh ? `第 ${version ?? '—'} 版烈度与人口估计 ${model}` : `Estimate v${version ?? '—'} ${model}`)
    }
    case 'task': {
      const done = text[language].taskState[str(b['state'])] ?? ''
      return say(`${str(b['area_name'])} ${str(zh ? b['title_zh'] : b['title_en'])} ${done}`, b['state'] === 'OVERDUE')
    }
    case 'shipment': {
      const lines = (b['lines'] ?? []) as { zh: string; en: string; qty: number; unit: string }[]
      const goods = lines.map((line) => `${zh ? line.zh : line.en} ${short(line.qty, language)}${zh ? line.unit : ''}`).join(zh ? '，' : ', ')
      const state = text[language].shipment[str(b['state'])] ?? ''
      const [to, from] = [str(b['to_name']), str(b['warehouse_name'])]
      // What happened where comes first: a narrow feed cuts the end off.
      return say(zh ? `${to} 物资${state}：${goods} · ${from}` : `${to} goods ${state}: ${goods} · ${from}`)
    }
    default: {
      const title = str(b['title_zh']) || str(b['name_zh']) || str(b['to_name'])
      return title ? say(`${title} ${str(b['state'])}`.trim()) : null
    }
  }
}

const ACTS = new Set(['started', 'raised', 'lowered', 'ended', 'declined', 'consulted'])

/** When an event happened in its world: as its record says, else by the world's clock. */
export function happenedAt(frame: EventFrame, world: World | undefined): Date {
  const [topic, step] = frame.k.split('.')
  const b = frame.b
  let said: unknown = b[`${step ?? ''}_at`]
  if (topic === 'report') said = step === 'verified' ? b['verified_at'] : b['submitted_at']
  else if (topic === 'response' && ACTS.has(step ?? '')) said = (b['acts'] as { at: string }[] | undefined)?.at(-1)?.at
  else if (topic === 'incident') said = step === 'reported' ? b['recorded_at'] : undefined
  else if (topic === 'estimate') said = b['at']
  else if (topic === 'task' && step === 'done') said = b['done_at']
  if (typeof said === 'string') return new Date(said)
  return world ? worldClock(world, Date.parse(frame.at)) : new Date(frame.at)
}

function report(frame: EventFrame, zh: boolean): string {
  const b = frame.b
  const figures = (b['figures'] ?? {}) as Record<string, number | null>
  const kind = { INITIAL: ['初报', 'first report'], FOLLOWUP: ['续报', 'follow-up'], FINAL: ['核报', 'final report'] }[str(b['kind'])]?.[zh ? 0 : 1] ?? ''
  const verified = frame.k === 'report.verified' ? (zh ? '已核 ' : 'verified ') : ''
  if (b['nil_report'] === true) return `${str(b['area_name'])} ${verified}${kind}${zh ? '：零报' : ': nil'}`
  const parts = INDICATORS.flatMap(([key, inZh, inEn]) =>
    typeof figures[key] === 'number' ? [`${zh ? inZh : inEn} ${short(figures[key], zh ? 'zh' : 'en')}`] : [],
  )
  return `${str(b['area_name'])} ${verified}${kind}${parts.length > 0 ? `${zh ? '：' : ': '}${parts.join(zh ? '，' : ', ')}` : ''}`
}
