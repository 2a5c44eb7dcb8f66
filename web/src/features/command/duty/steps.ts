import type { Task } from '@/api/types'

/** The next step of a task: what is late was begun, or is not worth beginning any more, and is finished. */
export const nextStep = (state: Task['state']): 'start' | 'done' => (state === 'TODO' ? 'start' : 'done')
