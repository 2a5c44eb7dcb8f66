import { defineText } from '@/app/text'

/** What the audit calls deeds and things; a word that is not here stands as it was kept. */
export const deeds = defineText(
  {
    verbs: {
      'sign-in': '登录', 'sign-out': '退出', 'switch-post': '换岗', 'confirm-second-factor': '给出动态口令',
      enrol: '绑定动态口令', 'change-password': '修改口令', create: '新建', 'give-post': '加岗位', 'ask-post': '申请岗位',
      'confirm-post': '确认岗位', 'refuse-post': '拒绝岗位', 'end-post': '终止岗位', activate: '解锁', deactivate: '锁定',
      'reset-password': '重置口令', 'reset-second-factor': '解除动态口令', 'end-sessions': '结束会话',
      record: '录入', recognise: '识别为同一', verify: '核实', respond: '转入响应', recover: '转入恢复', close: '结束', merge: '合并',
      edit: '修改', start: '启动', deliver: '送达', count: '盘点', escalate: '上报上级', raise: '提高', lower: '降低', end: '终止', submit: '上报', 'add-photos': '补照片',
      issue: '下达', read: '已读', accept: '接受', refuse: '拒绝', done: '办结', cancel: '撤销', call: '召集', keep: '存入',
      set: '设定', 'set-clock': '拨钟', waive: '免办', order: '调运', depart: '出库', arrive: '到达', receive: '接收', in: '入库',
    } as Record<string, string>,
    nouns: {
      session: '会话', person: '人员', office: '机构', 'second-factor': '动态口令', incident: '事件', report: '灾情报告',
      response: '响应', order: '指令', task: '任务', shipment: '调运', stock: '库存', consultation: '会商', file: '文件',
      footprint: '影响范围', standard: '需求标准', world: '时钟',
    } as Record<string, string>,
  },
  {
    verbs: {
      'sign-in': 'signed in', 'sign-out': 'signed out', 'switch-post': 'changed post', 'confirm-second-factor': 'gave a code',
      enrol: 'set up codes', 'change-password': 'changed password', create: 'created', 'give-post': 'gave a post', 'ask-post': 'asked for a post',
      'confirm-post': 'confirmed a post', 'refuse-post': 'refused a post', 'end-post': 'ended a post', activate: 'unlocked', deactivate: 'locked',
      'reset-password': 'reset a password', 'reset-second-factor': 'took codes away', 'end-sessions': 'ended sessions',
      record: 'recorded', recognise: 'recognised', verify: 'verified', respond: 'responding', recover: 'recovering', close: 'closed', merge: 'merged',
      edit: 'edited', start: 'started', deliver: 'delivered', count: 'counted', escalate: 'escalated', raise: 'raised', lower: 'lowered', end: 'ended', submit: 'reported', 'add-photos': 'added photos',
      issue: 'issued', read: 'read', accept: 'accepted', refuse: 'refused', done: 'done', cancel: 'withdrew', call: 'called', keep: 'kept',
      set: 'set', 'set-clock': 'set a clock', waive: 'waived', order: 'ordered', depart: 'sent off', arrive: 'arrived', receive: 'received', in: 'took in',
    },
    nouns: {
      session: 'session', person: 'person', office: 'office', 'second-factor': 'one-time codes', incident: 'event', report: 'report',
      response: 'response', order: 'order', task: 'task', shipment: 'shipment', stock: 'stock', consultation: 'consultation', file: 'file',
      footprint: 'footprint', standard: 'standard', world: 'clock',
    },
  },
)
