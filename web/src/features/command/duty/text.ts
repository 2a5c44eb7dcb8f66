import { defineText } from '@/app/text'

export const text = defineText(
  {
    title: '值守', task: '任务', area: '单位', owner: '责任', due: '时限', state: '状态',
    states: { TODO: '待办', DOING: '在办', DONE: '完成', OVERDUE: '超时', WAIVED: '免办' } as Record<string, string>,
    start: '开始', done: '完成', waive: '免办…', waiving: '免办', reasonAtLeast: '理由（至少 2 字）',
    none: '尚无任务', noneNote: '启动响应后，按预案生成', sample: '示例预案', unknowns: '尚不清楚',
  },
  {
    title: 'Duty', task: 'Task', area: 'Unit', owner: 'Owner', due: 'Due', state: 'State',
    states: { TODO: 'to do', DOING: 'in hand', DONE: 'done', OVERDUE: 'overdue', WAIVED: 'waived' },
    start: 'Begin', done: 'Done', waive: 'Waive…', waiving: 'Waive', reasonAtLeast: 'Reason (at least 2 characters)',
    none: 'No tasks yet', noneNote: 'They follow from the plan once a response is started', sample: 'sample plan', unknowns: 'Not known',
  },
)
