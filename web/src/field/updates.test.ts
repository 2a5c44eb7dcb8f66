import { describe, expect, it } from 'vitest'
import { isAlone } from './updates'

const at = (path: string) => ({ url: `http://localhost${path}` })

describe('a new version', () => {
  it('waits while a second field page is open; the desk is none of its own', () => {
    expect(isAlone([at('/field#/map'), at('/desk'), at('/wall')])).toBe(true)
    expect(isAlone([at('/field#/map'), at('/field?lang=en')])).toBe(false)
  })
})
