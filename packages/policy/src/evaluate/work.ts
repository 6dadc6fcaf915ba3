// The work that evaluating one request may take, counted as it is done.
import { TOO_MUCH } from './failure.ts'

/** What was looked at so far for one evaluation, in characters. */
export type Work = { characters: number }

/** What the policies may look at for one request, all of them together, in characters: 250,000 items. */
const WORK_MAX = 25_000_000

/** Work that has not begun. */
export function createWork(): Work {
  return { characters: 0 }
}

/** Counts what a search in a text looks at; throws the error that ends an evaluation when it becomes too much. */
export function countCharacters(work: Work, characters: number): void {
  work.characters += characters
  if (work.characters > WORK_MAX) throw TOO_MUCH
}
