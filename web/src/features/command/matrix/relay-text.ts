import { defineText } from '@/app/text'
import type { Indicator } from '@/ground/figures'
import type { LineFault, Part } from '@/ground/line'

export const relayText = defineText(
  {
    title: '录入短信编码', line: '短信或电话里的编码（以 JM1 开头）', send: '代发', unit: '单位', incident: '事件', kind: '期别', place: '位置', written: '填写时间',
    earlier: (n: number) => (n > 0 ? `已收到该单位 ${n} 份` : '该单位尚未报送'), unknown: '不明', nil: '零报',
    other: '不是当前事件', sent: (unit: string, said: string) => `已收到 ${unit} ${said}`, receipt: '回执',
    outside: '定位点不在该单位内。已向对方核对，位置无误', again: '这一行已由本账号代发过，未重复上报',
    noIncident: (no: string) => `没有编号为 ${no} 的事件，请核对编号`,
    noUnit: (code: string) => `没有代码为 ${code} 的单位，请核对代码`,
    notOurs: '这份报告不在本单位范围内，须由该单位或其上级代发',
    letters: { collapsed_rooms: '倒塌房屋', severe_rooms: '严重损坏', injured: '受伤', deaths: '死亡', missing: '失踪' } as Record<Indicator, string>,
    rooms: '间', people: '人',
    missing: { start: '没有以 JM1 开头的编码', incident: '还缺事件编号', unit: '还缺单位代码', kind: '还缺期别：I 初报，F 续报', figure: '', clock: '还缺填写时间（四位时分）', check: '还缺末尾四位校验码' } as Record<Part, string>,
    wrong: {
      unit: (said: string) => `单位代码“${said}”有误，须为 3 至 12 位数字`,
      kind: (said: string) => `期别“${said}”有误，须为 I（初报）或 F（续报）`,
      figure: (said: string) => `“${said}”看不懂，须为 C 倒塌、S 严损、I 受伤、D 死亡、M 失踪后接数字，N 零报，或 @纬度,经度`,
      clock: (said: string) => `填写时间“${said}”有误，须为四位时分`,
      check: (said: string) => `校验码“${said}”与内容不符：有字抄错或听错，请与对方逐项核对`,
    } as Partial<Record<Part, (said: string) => string>>,
  },
  {
    title: 'Enter a text line', line: 'The line from a text message or a call (it begins with JM1)', send: 'Send on behalf', unit: 'Unit', incident: 'Incident', kind: 'Kind', place: 'Place', written: 'Written at',
    earlier: (n) => (n > 0 ? `${n} already received from this unit` : 'nothing received from this unit yet'), unknown: 'unknown', nil: 'nil report',
    other: 'not the incident in view', sent: (unit, said) => `Received: ${unit} ${said}`, receipt: 'receipt',
    outside: 'The point is not inside the unit. Checked with the sender: it is right', again: 'This account has sent this line before; it was not reported twice',
    noIncident: (no) => `There is no incident ${no}; check its number`,
    noUnit: (code) => `There is no unit with the code ${code}; check it`,
    notOurs: 'This report belongs to another unit; that unit or its superior must send it',
    letters: { collapsed_rooms: 'Collapsed', severe_rooms: 'Severely damaged', injured: 'Injured', deaths: 'Dead', missing: 'Missing' },
    rooms: 'rooms', people: 'people',
    missing: { start: 'No line that begins with JM1', incident: 'The incident number is still missing', unit: 'The unit code is still missing', kind: 'The kind is still missing: I first, F follow-up', figure: '', clock: 'The time is still missing (four digits)', check: 'The last four characters are still missing' },
    wrong: {
      unit: (said) => `The unit code “${said}” is wrong: 3 to 12 digits`,
      kind: (said) => `The kind “${said}” is wrong: I (first) or F (follow-up)`,
      figure: (said) => `“${said}” cannot be read: C collapsed, S severe, I injured, D dead, M missing with a number, N nil, or @latitude,longitude`,
      clock: (said) => `The time “${said}” is wrong: four digits for hour and minute`,
      check: (said) => `The check “${said}” does not fit: something was misheard or mistyped; go through the parts with the sender`,
    },
  },
)

/** What is wrong with a line, in words: what is missing while it is being typed, or what cannot be right. */
export function faultOf({ part, said }: LineFault, words: (typeof relayText)['zh']): string {
  return (said && words.wrong[part]?.(said)) || words.missing[part]
}
