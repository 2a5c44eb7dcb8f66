import { expect, it } from 'vitest'
import type { Topics } from '@/api/types'
import { consultationToShow } from './Consulted'

it('the next consultation stands before those held, the last one held before none', () => {
  const one = (id: string, at: string, incident_id = 'i') => ({ id, at: `2023-08-06T${at}:00+08:00`, incident_id }) as Topics['notices'][number]
  const all = [one('late', '07:00'), one('held', '04:00'), one('next', '05:30'), one('other', '05:00', 'x')]
  const shown = (at: string) => consultationToShow(all, 'i', new Date(`2023-08-06T${at}:00+08:00`))?.id
  expect([shown('04:30'), shown('06:00'), shown('08:00')]).toEqual(['next', 'late', 'late'])
  expect(consultationToShow([], 'i', new Date())).toBeNull()
})
