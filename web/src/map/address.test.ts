import { describe, expect, it } from 'vitest'
import { type Box, boxRead, boxWritten } from './address'

describe('the box in an address', () => {
  it('comes back as it went, to some ten metres', () => {
    expect(boxWritten([115.91234567, 36.8, 116.7, 37.40005])).toBe('115.9123,36.8,116.7,37.4001')
    const box: Box = [-10.5, -3.25, 0, 4.0001]
    expect(boxRead(boxWritten(box))).toEqual(box)
  })

  it('is passed over where there can be no such box', () => {
    const nonsense = [
      null, '', '1,2,3', '1,2,3,4,5', 'a,b,c,d', 'NaN,1,2,3', '1,2,Infinity,4', '116,37,115,38', '115,38,116,37', '115,37,115,38',
      '-181,1,2,3', '1,-91,2,3', '1,2,181,3', '1,2,3,91', '1e2,2,103,4', ' 1,2,3,4', '0x1,2,3,4', ',,,',
    ]
    for (const one of nonsense) expect(boxRead(one), String(one)).toBeNull()
  })

  it('is not written where it would not be read', () => {
    expect(boxWritten([-190, -10, 190, 10])).toBeNull()
    expect(boxWritten([116, 37, 116.00001, 37.00001])).toBeNull()
  })
})
