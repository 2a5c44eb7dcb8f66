import { describe, expect, it } from 'vitest'
import { administrationOf, homeOf, mayOpen, pageOf, startsInField } from './pages'

describe('the pages of a post', () => {
  it('are others for administrators, and differ among the three', () => {
    expect(['system_admin', 'security_admin', 'audit_admin'].some((role) => mayOpen([role], 'situation'))).toBe(false)
    expect(administrationOf(['system_admin'])).toEqual(['people', 'offices'])
    expect(administrationOf(['security_admin'])).toEqual(['grants', 'people', 'offices'])
    expect(administrationOf(['audit_admin'])).toEqual(['audit', 'attempts'])
    expect(administrationOf(['duty', 'decider'])).toEqual([])
  })

  it('follow any of its roles', () => {
    expect(mayOpen(['leader'], 'duty')).toBe(false)
    expect(mayOpen(['leader', 'duty'], 'duty')).toBe(true)
    expect(mayOpen(['reporter'], 'dispatch')).toBe(false)
    expect(mayOpen(['reporter'], 'reports')).toBe(true)
    expect(mayOpen(['kiosk'], 'orders')).toBe(false)
  })

  it('are named by the first word of the path', () => {
    expect(pageOf(undefined)).toBe('situation')
    expect(pageOf('orders')).toBe('orders')
    expect(pageOf('grants')).toBe('grants')
    expect(pageOf('situation')).toBeNull()
    expect(pageOf('elsewhere')).toBeNull()
  })

  it('start where the work is', () => {
    expect(homeOf(['leader'])).toBe('/board')
    expect(homeOf(['reporter'])).toBe('/reports')
    expect(homeOf(['duty', 'leader'])).toBe('/')
    expect(homeOf(['security_admin'])).toBe('/grants')
  })

  it('are the field page on a phone, for who works there', () => {
    expect(startsInField(['reporter'], 360)).toBe(true)
    expect(startsInField(['duty'], 412)).toBe(true)
    expect(startsInField(['reporter'], 768)).toBe(false)
    expect(startsInField(['leader'], 360)).toBe(false)
  })
})
