import type { Span } from './digits.ts'
import type { SanitizeClass } from './parts.ts'
import { personalIn } from './pii.ts'
import { secretsIn } from './secrets.ts'

/** What stands in the place of what was taken out. */
export const REDACTED: Readonly<Record<SanitizeClass, string>> = {
  pii: '[redacted:pii]',
  secrets: '[redacted:secrets]',
}

const FIND: Readonly<Record<SanitizeClass, (text: string) => Span[]>> = {
  pii: personalIn,
  secrets: secretsIn,
}

/** Spans in their order; those that overlap are one. */
const merged = (spans: readonly Span[]): Span[] => {
  const all: Span[] = []
  for (const span of [...spans].sort(([a], [b]) => a - b)) {
    const last = all.at(-1)
    if (last !== undefined && span[0] < last[1]) all[all.length - 1] = [last[0], Math.max(last[1], span[1])]
    else all.push(span)
  }
  return all
}

const once = (text: string, kind: SanitizeClass): string => {
  const parts: string[] = []
  let after = 0
  for (const [from, to] of merged(FIND[kind](text))) {
    parts.push(text.slice(after, from), REDACTED[kind])
    after = to
  }
  return after === 0 ? text : parts.join('') + text.slice(after)
}

const onceEach = (text: string, kinds: readonly SanitizeClass[]): string =>
  kinds.reduce((kept, kind) => once(kept, kind), text)

const ROUNDS = 4

/** Takes the given classes out of a text; what is left holds nothing more to take out. */
export const redactText = (text: string, kinds: readonly SanitizeClass[]): string => {
  let before = text
  for (let round = 0; round < ROUNDS; round += 1) {
    const after = onceEach(before, kinds)
    if (after === before) return after
    before = after
  }
  // What was taken out keeps baring more: this is no ordinary text, and it goes as a whole.
  return onceEach(before, kinds) === before ? before : REDACTED[kinds.at(-1) ?? 'secrets']
}
