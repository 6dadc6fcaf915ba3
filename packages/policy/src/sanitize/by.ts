import type { PolicySet } from '../evaluator.ts'
import { sanitizeParts } from './parts.ts'
import { type Arguments, redact } from './redact.ts'

/** What these policies leave of the arguments by their @sanitize; undefined when they sanitize nothing, or cannot. */
export const sanitizedBy = (
  set: Pick<PolicySet, 'annotations'>,
  ids: readonly string[],
  given: Arguments,
): Arguments | undefined => {
  const texts = ids.flatMap((id) => set.annotations(id).sanitize ?? [])
  if (texts.length === 0) return undefined
  const made = redact([...new Set(texts.flatMap((text) => sanitizeParts(text) ?? []))], given)
  return made === 'impossible' ? undefined : made
}
