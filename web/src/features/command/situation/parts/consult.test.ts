import { expect, it } from 'vitest'
import { instantOf, toBeCalled } from './ConsultFields'

it('a consultation on the own plan, now, is only noted; any other is called', () => {
  expect(toBeCalled({ families: ['relief'], at: '' }, 'relief')).toBe(false)
  expect(toBeCalled({ families: ['relief'], at: '2023-08-06T05:30' }, 'relief')).toBe(true)
  expect(toBeCalled({ families: ['relief', 'earthquake'], at: '' }, 'relief')).toBe(true)
  expect(toBeCalled({ families: ['earthquake'], at: '' }, 'relief')).toBe(true)
  expect(instantOf('2023-08-06T05:30', new Date())).toBe('2023-08-06T05:30:00+08:00')
})
