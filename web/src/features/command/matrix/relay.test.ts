import { describe, expect, it } from 'vitest'
import { encode, type Part, read } from '@/ground/line'
import { UNKNOWN } from '@/ground/figures'
import { faultOf, relayText } from './relay-text'

const LINE = encode({
  incident_no: 'E-371426-2023-0806-01', area: 371426108000, kind: 'INITIAL', nil: false, figures: { ...UNKNOWN, collapsed_rooms: 3, injured: 1 }, lon: 116.35, lat: 37.185, clock: '0501',
})

describe('a line typed at the desk', () => {
  it('is never without a word about what is missing, until it is whole', () => {
    for (let end = 0; end < LINE.length; end += 1) {
      const { fault } = read(LINE.slice(0, end))
      expect(fault).not.toBeNull()
      for (const words of [relayText.zh, relayText.en]) expect(fault && faultOf(fault, words)).toBeTruthy()
    }
    expect(read(LINE).fault).toBeNull()
  })

  it('names what stands in the wrong place', () => {
    const says = (line: string) => {
      const { fault } = read(line)
      return fault && faultOf(fault, relayText.zh)
    }
    const missing: [string, Part][] = [['谢谢', 'start'], ['JM1', 'incident'], ['JM1 E-1 371426', 'kind']]
    for (const [line, part] of missing) expect(says(line)).toBe(relayText.zh.missing[part])
    expect(says(LINE.replace(' C3', ' 倒塌3'))).toContain('“倒塌3”看不懂')
    expect(says(LINE.replace(' C3', ' C8'))).toContain('与内容不符')
    expect(says(LINE.replace(' 0501', ' 0571'))).toContain('“0571”有误')
  })
})
