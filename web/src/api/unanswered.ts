/** Commands that were sent and not answered: sent again, they are the same command and have one effect. */
import { newId } from './ids'

/** A command nobody repeated for this long was given up: the same words are a new command. */
const GIVEN_UP_MS = 3_600_000
/** Answers that say nothing about the command: a door on the way, or a service in trouble. */
const UNSURE = [408, 425, 429]

const waiting = new Map<string, { id: string; at: number }>()

/** The id of a command by what it says; the id it already has while its answer is outstanding. */
export function commandIdOf(saying: string, now: number = Date.now()): string {
  for (const [other, { at }] of waiting) if (now - at > GIVEN_UP_MS) waiting.delete(other)
  const id = waiting.get(saying)?.id ?? newId(now)
  waiting.set(saying, { id, at: now })
  return id
}

/** Note that a command was answered; whatever left open whether it took effect is no answer. */
export function answered(saying: string, status: number): void {
  if (status < 500 && !UNSURE.includes(status)) waiting.delete(saying)
}
