// Takes classes of data out of one text.

import { NO_PATTERNS, type Patterns, spansIn } from '@countersign/scan'
import { type Budget, spend } from '../model/budget.ts'
import type { SanitizeClass } from './parts.ts'

/** What stands in the place of what was taken out. */
export const REDACTED: Readonly<Record<SanitizeClass, string>> = {
  pii: '[redacted:pii]',
  secrets: '[redacted:secrets]',
}

const CATEGORY = { pii: 'personal', secrets: 'secret' } as const

type Cut = { readonly start: number; readonly end: number; readonly isSecret: boolean }

/** What to take out: some classes of data, to which an org may add patterns of its own. */
export type Sought = { readonly classes: readonly SanitizeClass[]; readonly patterns: Patterns }

/** What to take out, in its order; what overlaps is one, and a credential where any of it is. */
function cutsIn(text: string, { classes, patterns }: Sought, budget: Budget): Cut[] {
  const cuts: Cut[] = []
  const categories = classes.map((kind) => CATEGORY[kind])
  const own = patterns.compiled.length === 0 ? undefined : patterns
  const spans = [...spansIn(text, categories, budget, own)].sort((a, b) => a.start - b.start)
  for (const { category, start, end } of spans) {
    const last = cuts.at(-1)
    const isSecret = category === CATEGORY.secrets
    if (last === undefined || start >= last.end) cuts.push({ start, end, isSecret })
    else
      cuts[cuts.length - 1] = { ...last, end: Math.max(last.end, end), isSecret: last.isSecret || isSecret }
  }
  return cuts
}

const PER_TEXT = 10
const PER_CHARACTER = 1 / 16

function redactOnce(text: string, sought: Sought, budget: Budget): string {
  if (!spend(budget, PER_TEXT + Math.ceil(text.length * PER_CHARACTER))) return text
  const cuts = cutsIn(text, sought, budget)
  if (cuts.length === 0) return text
  const parts: string[] = []
  let after = 0
  for (const { start, end, isSecret } of cuts) {
    parts.push(text.slice(after, start), isSecret ? REDACTED.secrets : REDACTED.pii)
    after = end
  }
  return parts.join('') + text.slice(after)
}

const ROUNDS = 4

/** Takes the given classes out of a text; what is left holds nothing more to take out, unless the budget is exceeded. */
export function redactText(
  text: string,
  classes: readonly SanitizeClass[],
  budget: Budget,
  patterns: Patterns = NO_PATTERNS,
): string {
  const sought = { classes, patterns }
  let before = text
  for (let round = 0; round < ROUNDS; round += 1) {
    const after = redactOnce(before, sought, budget)
    if (after === before) return after
    before = after
  }
  // Each redaction keeps exposing more: this is not ordinary text, so all of it is replaced.
  return redactOnce(before, sought, budget) === before ? before : REDACTED[classes.at(-1) ?? 'secrets']
}
