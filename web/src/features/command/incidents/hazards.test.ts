import { describe, expect, it } from 'vitest'
import type { Code } from '@/api/types'
import { hazardOptions } from './hazards'

const code = (code: string, parent: string | null, zh: string, en: string) => ({ code, parent, zh, en }) as Code

describe('hazards to choose from', () => {
  const codes = [
    code('010000', null, '气象水文灾害', 'Meteorological'),
    code('010200', '010000', '洪涝', 'Flood'),
    code('010300', '010000', '台风', 'Typhoon'),
    code('020000', null, '地质地震灾害', 'Geological'),
    code('020100', '020000', '地震', 'Earthquake'),
  ]

  it('are those without others below them, under their class', () => {
    expect(hazardOptions(codes, 'zh')).toEqual([
      { label: '气象水文灾害', options: [{ value: '010200', label: '洪涝' }, { value: '010300', label: '台风' }] },
      { label: '地质地震灾害', options: [{ value: '020100', label: '地震' }] },
    ])
    expect(hazardOptions(codes, 'en')[1]?.options[0]?.label).toBe('Earthquake')
  })

  it('are none before the table was read', () => {
    expect(hazardOptions([], 'zh')).toEqual([])
  })
})
