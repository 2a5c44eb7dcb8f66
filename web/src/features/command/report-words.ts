import type { Indicator, Report } from '@/api/types'
import { exact } from '@/app/format'
import type { Lang } from '@/app/text'
import { unitOf } from '@/app/units'

/** What a report says, by the indicators' names: `受伤 3 人，倒塌房屋 31 间`, or that it is nil. */
export function figuresOf(
  report: Pick<Report, 'nil_report' | 'figures'>,
  indicators: readonly Indicator[],
  language: Lang,
): string {
  const zh = language === 'zh'
  if (report.nil_report) return zh ? '零报' : 'nil report'
  const names = new Map(indicators.map((one) => [one.indicator, one]))
  return Object.entries(report.figures)
    .filter(([, value]) => value !== null)
    .map(([code, value]) => {
      const one = names.get(code)
      const name = one ? (zh ? one.zh : one.en) : code
      return [name, exact(value), one ? unitOf(one.unit, language) : ''].filter(Boolean).join(' ')
    })
    .join(zh ? '，' : ', ')
}
