import { describe, expect, it } from 'vitest'
import { patience } from './network'

describe('the patience with an answer', () => {
  it('grows with the photo that must first get through', () => {
    const form = new FormData()
    form.set('file', new File([new Uint8Array(400_000)], 'a.jpg'))
    expect(patience({ figures: {} })).toBe(30_000)
    expect(patience(form)).toBe(230_000)
  })
})
