import { defineText } from '@/app/text'

export const text = defineText(
  {
    deathsMissing: '死亡失踪', injured: '受伤', houses: '房屋院墙损坏', rooms: '倒塌房屋，间', exposed: 'Ⅵ度以上人口', relocated: '转移安置',
    byOfficial: (t: string) => `官方图；初估 ${t}`, chart: (n: string) => `${n}：估计与上报`, estimateRange: '估计及 90% 区间', reported: '上报', map: '烈度', decisions: '待决', items: (n: number) => `${n} 项`,
    look: '查看', noDecisions: '没有待决事项', county: '县', counties: '县级损失', all: (n: number) => `共 ${n} 县`, max: '最大烈度', last: '最近上报', execution: '执行',
    silent: '静默县', tasks: '任务完成', overdue: '任务超时', orders: '指令完成', noCounty: '尚无县级上报', backTo: (n: string) => `返回${n}`, proposes: (a: string) => `${a} 响应建议`,
    none: '—', modelVsOfficial: '虚线为初次估计', waiting: '待核实事件', units: (a: number, b: number) => `${a}／${b} 单位`,
  },
  {
    deathsMissing: 'Dead and missing', injured: 'Injured', houses: 'Houses, walls damaged', rooms: 'Rooms collapsed', exposed: 'People at Ⅵ+', relocated: 'Relocated',
    byOfficial: (t) => `official map; first ${t}`, chart: (n) => `${n}: estimate and reports`, estimateRange: 'Estimate, 90 % range', reported: 'Reported', map: 'Intensity', decisions: 'To decide', items: (n) => `${n}`,
    look: 'Look', noDecisions: 'Nothing to decide', county: 'County', counties: 'Losses by county', all: (n) => `${n} counties`, max: 'Intensity', last: 'Last report', execution: 'Execution',
    silent: 'Silent counties', tasks: 'Tasks done', overdue: 'Tasks late', orders: 'Orders done', noCounty: 'No county has reported', backTo: (n) => `Back to ${n}`, proposes: (a) => `${a}: response proposed`,
    none: '—', modelVsOfficial: 'dashed: first estimate', waiting: 'Unverified event', units: (a, b) => `${a}/${b} units`,
  },
)
