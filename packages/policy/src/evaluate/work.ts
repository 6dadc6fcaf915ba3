// The work that evaluating one request may take, counted as it is done.
import { TOO_MUCH } from './failure.ts'

/** What was looked at so far for one decision, by all of its evaluations, in characters. */
export type Work = { characters: number }

/**
 * What the policies may look at for one decision, all of them together, in characters: 100,000 items. A search for what
 * nearly stands at every place takes 3 to 6 nanoseconds for each.
 */
const WORK_MAX = 5_000_000

/** Work that has not begun. */
export function createWork(): Work {
  return { characters: 0 }
}

/** Counts what a search in a text looks at; throws the error that ends an evaluation when it becomes too much. */
export function countCharacters(work: Work, characters: number): void {
  work.characters += characters
  if (isSpent(work)) throw TOO_MUCH
}

/** Whether nothing more may be looked at. */
export function isSpent({ characters }: Work): boolean {
  return characters > WORK_MAX
}
