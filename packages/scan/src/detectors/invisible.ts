// What a reader of a text cannot see: hidden characters, and characters that change the order of the others.
import { type Budget, spend } from '../budget.ts'
import type { Hit } from '../finding.ts'
import { oddityOf } from '../text/characters.ts'
import { UNSEEN, writtenIn } from '../text/written.ts'
import { isParted } from './instructions/parted.ts'

const HIDDEN = new RegExp(`[${UNSEEN}]`, 'u')
/** Tags in a row, or another character once or several times. */
const RUNS = new RegExp(`[\\u{e0000}-\\u{e007f}]+|([${UNSEEN}])\\1*`, 'gu')
const PER_CHARACTER = 1 / 8
const PER_CHARACTER_BESIDE = 1
const PER_RUN = 40
const PER_WRITTEN = 80

const FOUND = {
  tag: { kind: 'invisible.tags', severity: 'high' },
  bidi: { kind: 'invisible.bidi', severity: 'medium' },
  invisible: { kind: 'invisible.hidden', severity: 'medium' },
} as const

/** The places of a text that nobody sees, but for what its script or its pictures are written with. */
export function invisibleIn(text: string, budget: Budget): readonly Hit[] {
  if (!spend(budget, text.length * PER_CHARACTER) || !HIDDEN.test(text)) return []
  if (!spend(budget, text.length * PER_CHARACTER_BESIDE)) return []
  const hits: Hit[] = []
  const written = writtenIn(text)
  for (const { 0: run, index: start } of text.matchAll(RUNS)) {
    if (!spend(budget, PER_RUN)) break
    const end = start + run.length
    const isWritten = written.get(start) === end && spend(budget, PER_WRITTEN)
    if (isWritten && !isParted(text, start, end)) continue
    const kind = oddityOf(String.fromCodePoint(run.codePointAt(0) ?? 0))?.kind
    hits.push({ ...FOUND[kind === 'tag' || kind === 'bidi' ? kind : 'invisible'], start, end })
  }
  return hits
}
