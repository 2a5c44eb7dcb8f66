import { defineText } from '@/app/text'

export const text = defineText(
  {
    title: '上报矩阵',
    counties: '县', ok: '正常', silent: '静默', late: '次迟报',
    legend: { on_time: '按时', late: '迟报', nil: '零报', silent: '未报', not_due: '未到时' } as Record<string, string>,
    sort: '排序：静默×烈度×人口',
    resort: '重新排序',
    county: '县（市、区）', intensity: '烈度', people: 'Ⅵ度以上人口', last: '最近收到', reported: '已报',
    state: '状态', hour: '时', never: '未曾上报', silentFor: (t: string) => `静默 ${t}`,
    pick: '选一个县', pickNote: '右侧显示其上报经过', population: '人口（2020 普查）', open: '看报告', reports: '报告',
    none: '没有应报的县', interval: '区间', verify: '核定', verified: '已核定', nil: '零报', order: '下达催报指令',
    kinds: { INITIAL: '初报', FOLLOWUP: '续报', FINAL: '核报' } as Record<string, string>,
    numbered: (kind: string, n: number) => `${kind} 第 ${n} 号`,
    own: '本级报表',
  },
  {
    title: 'Report matrix',
    counties: 'counties', ok: 'regular', silent: 'silent', late: 'late reports',
    legend: { on_time: 'on time', late: 'late', nil: 'nil', silent: 'missing', not_due: 'not due' },
    sort: 'By silence × intensity × people',
    resort: 'Sort again',
    county: 'County', intensity: 'Intensity', people: 'People at Ⅵ+', last: 'Last heard', reported: 'Reported',
    state: 'State', hour: 'h', never: 'never reported', silentFor: (t) => `silent ${t}`,
    pick: 'Choose a county', pickNote: 'Its reports appear here', population: 'People (census 2020)', open: 'Reports', reports: 'Reports',
    none: 'No county is due', interval: 'range', verify: 'Verify', verified: 'verified', nil: 'nil', order: 'Order a report',
    kinds: { INITIAL: 'First', FOLLOWUP: 'Follow-up', FINAL: 'Final' },
    numbered: (kind, n) => `${kind} no. ${n}`,
    own: 'Own report',
  },
)
