// What a reader of a text cannot see: hidden characters, and characters that change the order of the others.
import { type Budget, spend } from '../budget.ts'
import type { Hit } from '../finding.ts'
import { reveal } from '../text/reveal.ts'

const HIDDEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Bidi_Control}\u2800]/u
const PER_CHARACTER = 1 / 8
const PER_FOREIGN_CHARACTER = 8

/** The places of a text that nobody sees. */
export function invisibleIn(text: string, budget: Budget): readonly Hit[] {
  if (!spend(budget, text.length * PER_CHARACTER) || !HIDDEN.test(text)) return []
  if (!spend(budget, text.length * PER_FOREIGN_CHARACTER)) return []
  const hits: Hit[] = []
  let at = 0
  for (const { text: part, mark } of reveal(text)) {
    const place = { start: at, end: at + part.length }
    if (mark?.kind === 'tag') hits.push({ kind: 'invisible.tags', severity: 'high', ...place })
    else if (mark?.kind === 'bidi') hits.push({ kind: 'invisible.bidi', severity: 'medium', ...place })
    else if (mark?.kind === 'invisible') hits.push({ kind: 'invisible.hidden', severity: 'medium', ...place })
    at = place.end
  }
  return hits
}
