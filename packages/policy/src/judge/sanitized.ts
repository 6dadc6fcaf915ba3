// What a decision to sanitize leaves of the arguments, told again for a request that is repeated.
import type { Content } from '../facts/content.ts'
import { sanitizeParts } from '../sanitize/parts.ts'
import type { Arguments } from '../sanitize/redact.ts'
import type { PolicySet } from '../sets/policy-set.ts'

/** What these policies leave of the arguments by their @sanitize; undefined when they sanitize nothing, or cannot. */
export function sanitizedBy(
  set: Pick<PolicySet, 'annotations'>,
  ids: readonly string[],
  { redactions }: Content,
): Arguments | undefined {
  const texts = ids.flatMap((id) => set.annotations(id).sanitize ?? [])
  if (texts.length === 0) return undefined
  const parts = [...new Set(texts.flatMap((text) => sanitizeParts(text) ?? []))]
  const made = redactions?.without(parts) ?? 'impossible'
  return made === 'impossible' ? undefined : made
}
