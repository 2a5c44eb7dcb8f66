import { expect, it } from 'vitest'
import { nextStep } from './steps'

it('a late task is finished: the service takes no beginning of it', () => {
  expect([nextStep('TODO'), nextStep('DOING'), nextStep('OVERDUE')]).toEqual(['start', 'done', 'done'])
})
