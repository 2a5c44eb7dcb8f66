import { describe, expect, it } from 'vitest'
import { addressFrom } from './router'

const page = { pathname: '/', search: '?incident=a&lang=en&layers=-silent&box=1,2,3,4&pick=x&upto=7&report=r' }
const from = (path: string, query: Record<string, string | null> = {}) => [...new URL(addressFrom(page, path, query), 'http://localhost').searchParams.keys()]

describe('what of an address goes along', () => {
  it('is the incident, the language and the layers to another page', () => {
    expect(from('/orders')).toEqual(['incident', 'lang', 'layers'])
  })

  it('is moreover where the map was taken, what is picked and the time, within the page', () => {
    expect(from('/')).toEqual(['incident', 'lang', 'layers', 'box', 'pick', 'upto'])
    expect(from('/', { incident: 'a' })).toContain('box')
    expect(from('/', { pick: null })).toEqual(['incident', 'lang', 'layers', 'box', 'upto'])
  })

  it('is none of these with another incident', () => {
    expect(from('/', { incident: 'b' })).toEqual(['incident', 'lang', 'layers'])
    expect(from('/', { incident: null })).toEqual(['lang', 'layers'])
  })
})
