// Instructions to a model, in a text that should only inform it.
import { type Budget, spend } from '../budget.ts'
import type { Hit } from '../finding.ts'

const OVERRIDE =
  /\b(?:ignore|disregard|forget|override)\s(?:(?:all|any|of|the|your|these|those|my)\s){0,4}(?:previous|prior|above|earlier|preceding|system|safety)\s(?:\w{1,20}\s){0,2}(?:instructions?|prompts?|rules|guidelines|directives|messages?|context)\b/gi
const CONCEAL =
  /\b(?:do not|don't|never|without)\s(?:tell|inform|mention|notify|telling|informing|notifying)\s(?:this\s|it\s)?(?:to\s)?the user\b/gi
const PER_CHARACTER = 1

/** The instructions in a text. */
export function instructionsIn(text: string, budget: Budget): readonly Hit[] {
  if (!spend(budget, text.length * PER_CHARACTER)) return []
  return [
    ...Array.from(
      text.matchAll(OVERRIDE),
      ({ 0: { length }, index }): Hit => ({
        kind: 'instruction.override',
        severity: 'high',
        start: index,
        end: index + length,
      }),
    ),
    ...Array.from(
      text.matchAll(CONCEAL),
      ({ 0: { length }, index }): Hit => ({
        kind: 'instruction.conceal',
        severity: 'high',
        start: index,
        end: index + length,
      }),
    ),
  ]
}
