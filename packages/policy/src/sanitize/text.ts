// Takes classes of data out of one text.

import { personalIn, type Span, secretsIn } from '@countersign/scan'
import { type Budget, spend } from '../model/budget.ts'
import type { SanitizeClass } from './parts.ts'

/** What stands in the place of what was taken out. */
export const REDACTED: Readonly<Record<SanitizeClass, string>> = {
  pii: '[redacted:pii]',
  secrets: '[redacted:secrets]',
}

const FIND: Readonly<Record<SanitizeClass, (text: string, budget: Budget) => Span[]>> = {
  pii: personalIn,
  secrets: secretsIn,
}

/** Spans in their order; those that overlap are one. */
function merged(spans: readonly Span[]): Span[] {
  const all: Span[] = []
  for (const span of [...spans].sort(([a], [b]) => a - b)) {
    const last = all.at(-1)
    if (last !== undefined && span[0] < last[1]) all[all.length - 1] = [last[0], Math.max(last[1], span[1])]
    else all.push(span)
  }
  return all
}

function redactClass(text: string, kind: SanitizeClass, budget: Budget): string {
  const spans = FIND[kind](text, budget)
  if (spans.length === 0) return text
  const parts: string[] = []
  let after = 0
  for (const [from, to] of merged(spans)) {
    parts.push(text.slice(after, from), REDACTED[kind])
    after = to
  }
  return after === 0 ? text : parts.join('') + text.slice(after)
}

const PER_TEXT = 10
const PER_CHARACTER = 1 / 3

function redactOnce(text: string, kinds: readonly SanitizeClass[], budget: Budget): string {
  if (!spend(budget, PER_TEXT + Math.ceil(text.length * PER_CHARACTER))) return text
  return kinds.reduce((kept, kind) => redactClass(kept, kind, budget), text)
}

const ROUNDS = 4

/** Takes the given classes out of a text; what is left holds nothing more to take out, unless the budget is exceeded. */
export function redactText(text: string, kinds: readonly SanitizeClass[], budget: Budget): string {
  let before = text
  for (let round = 0; round < ROUNDS; round += 1) {
    const after = redactOnce(before, kinds, budget)
    if (after === before) return after
    before = after
  }
  // Each redaction keeps exposing more: this is not ordinary text, so all of it is replaced.
  return redactOnce(before, kinds, budget) === before ? before : REDACTED[kinds.at(-1) ?? 'secrets']
}
