import { useMemo, useState } from 'react'
import { useEstimate } from '@/api/hooks'
import type { EstimateDetail, Spread } from '@/api/types'
import { useEstimates } from '@/app/estimates'
import { intensity, range, rough, short, stamp } from '@/app/format'
import { useIncident } from '@/app/incident'
import { Mark } from '@/app/marks'
import { Empty, Failed, Loading, NoIncident } from '@/app/states'
import { defineText, pick, useLang, useText } from '@/app/text'
import { unitOf } from '@/app/units'
import { JinminMap } from '@/map/JinminMap'
import { epicentreOf, isQuake } from '../../command/situation/map-content'
import '../../command/page.css'
import './estimates.css'

const text = defineText(
  {
    title: '评估', none: '尚无估计', noneNote: '预警到达后约两秒给出第一版', noModel: '目前只有地震有估计模型', version: (n: number) => `第 ${n} 版`, official: '官方', model: '模型',
    counties: '分县', cities: '分市', county: '县（市、区）', city: '市', max: '最大烈度', exposed: 'Ⅵ度以上人口', deaths: '预期死亡',
    compare: '模型与官方', quantity: '量', inputs: '输入指纹', made: '时间', source: '来源', interval: '90% 区间', strike: '长轴走向',
    unknownStrike: '走向未知，按概率取样', headline: '合计', band: (b: string) => `${b}度以上人口`, limits: '限度',
  },
  {
    title: 'Estimates', none: 'No estimate yet', noneNote: 'The first one comes about two seconds after the alert', noModel: 'Only earthquakes have a model so far', version: (n) => `Version ${n}`, official: 'official', model: 'model',
    counties: 'By county', cities: 'By city', county: 'County', city: 'City', max: 'Largest intensity', exposed: 'People at Ⅵ+', deaths: 'Expected deaths',
    compare: 'Model against official', quantity: 'Quantity', inputs: 'Inputs', made: 'Made', source: 'Source', interval: '90 % range', strike: 'Strike',
    unknownStrike: 'strike unknown, drawn at random', headline: 'Total', band: (b) => `People at ${b}+`, limits: 'Limits',
  },
)

/** 评估: each estimate with its inputs, by county and city, beside the official map. */
export default function Estimates() {
  const words = useText(text)
  const incident = useIncident()
  const { all, query } = useEstimates(incident?.id ?? null)
  const [chosen, setChosen] = useState<string | null>(null)
  const shown = all.find((one) => one.id === chosen) ?? all[0] ?? null
  const detail = useEstimate(incident?.id ?? null, shown?.id ?? null)
  const content = useMemo(() => (incident ? { epicentre: epicentreOf(incident), bands: shown?.footprint?.bands ?? [] } : {}), [incident, shown])
  if (!incident) return <NoIncident />
  if (!shown && query.error) return <Failed cause={query.error} onRetry={() => void query.refetch()} />
  if (!shown && query.isPending) return <Loading />
  if (!shown) return <Empty title={words.none}>{isQuake(incident) ? words.noneNote : words.noModel}</Empty>
  return (
    <div className="jm-page jm-estimates">
      <section className="jm-page-main">
        <header className="jm-page-head">
          <h1>{words.title}</h1>
          {all.map((one) => (
            <button key={one.id} type="button" data-row aria-pressed={one === shown} className="jm-estimate-tab" onClick={() => setChosen(one.id)}>
              <Mark kind={one.kind === 'official' ? 'verified' : 'estimate'} /> {words.version(one.run_version)} {words[one.kind]}<small>{stamp(one.at)}</small>
            </button>
          ))}
        </header>
        <JinminMap viewKey={`${incident.id}-${shown.id}`} content={content} fallback={`/api/maps/situation?incident=${incident.id}`} />
      </section>
      <aside className="jm-page-side">
        {detail.error ? <Failed cause={detail.error} onRetry={() => void detail.refetch()} /> : detail.data ? <Detail one={detail.data} /> : <Loading />}
      </aside>
    </div>
  )
}

function Ranged({ value }: { value: Spread | null }) {
  return value ? <>{rough(value.value)} <small>{range(value.lo, value.hi)}</small></> : <>—</>
}

function Detail({ one }: { one: EstimateDetail }) {
  const words = useText(text)
  const language = useLang()
  const { headline } = one
  const limits = [
    pick(headline.not_modelled_zh ?? '', headline.not_modelled_en, language),
    pick(headline.fallback_note_zh ?? '', headline.fallback_note_en, language),
    pick(headline.assumed_zh ?? '', headline.assumed_en, language),
  ].filter(Boolean)
  return (
    <>
      <div className="jm-record">
        <h2>{pick(one.model_zh, one.model_en, language)}</h2>
        <dl>
          <div><dt>{words.source}</dt><dd>{one.source_zh}</dd></div>
          <div><dt>{words.made}</dt><dd>{stamp(one.at)}</dd></div>
          <div><dt>{words.strike}</dt><dd>{one.footprint?.strike_deg != null ? `${one.footprint.strike_deg.toFixed(0)}°` : words.unknownStrike}</dd></div>
          {Object.entries(one.headline.exposed).map(([band, value]) => <div key={band}><dt>{words.band(intensity(Number(band)))}</dt><dd><Mark kind="estimate" /> <Ranged value={value} /></dd></div>)}
          {one.headline.deaths && <div><dt>{words.deaths}</dt><dd><Mark kind="estimate" /> <Ranged value={one.headline.deaths} /></dd></div>}
          <div><dt>{words.inputs}</dt><dd title={one.inputs_hash}>{one.inputs_hash.slice(0, 12)}</dd></div>
        </dl>
        {headline.warnings?.map((said) => <p key={said.zh} className="jm-estimate-warning">△ {pick(said.zh, said.en, language)}</p>)}
        {limits.length > 0 && <ul className="jm-estimate-limits" aria-label={words.limits}>{limits.map((said) => <li key={said}>{said}</li>)}</ul>}
      </div>
      {one.comparison.length > 0 && (
        <table className="jm-table">
          <thead><tr><th>{words.compare}</th><th className="jm-num">{words.model}</th><th className="jm-num">{words.official}</th></tr></thead>
          <tbody>{one.comparison.map((row) => <tr key={row.code}><td>{pick(row.zh, row.en, language)} {unitOf(row.unit)}</td><td className="jm-num"><Ranged value={row.model} /></td><td className="jm-num">{short(row.official)}</td></tr>)}</tbody>
        </table>
      )}
      <Units title={words.cities} name={words.city} rows={one.cities} />
      <Units title={words.counties} name={words.county} rows={one.counties} />
    </>
  )
}

/** An estimate's share of each city or county. */
function Units({ title, name, rows }: { title: string; name: string; rows: EstimateDetail['counties'] }) {
  const words = useText(text)
  if (rows.length === 0) return null
  return (
    <>
      <h2 className="jm-estimate-units">{title}</h2>
      <table className="jm-table" aria-label={title}>
        <thead><tr><th>{name}</th><th>{words.max}</th><th className="jm-num">{words.exposed} <Mark kind="estimate" /></th><th className="jm-num">{words.deaths}</th></tr></thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.area} tabIndex={0} data-row>
              <td>{row.name}</td><td>{row.max_intensity ? intensity(Math.floor(row.max_intensity)) : '—'}</td>
              <td className="jm-num"><Ranged value={row.exposed_vi} /></td><td className="jm-num"><Ranged value={row.deaths} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
