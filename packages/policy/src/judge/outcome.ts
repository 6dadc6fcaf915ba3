import type { Verdict } from '@countersign/terms'
import type { Facts } from '../facts.ts'
import { type Obligations, taintsOf } from '../obligations.ts'
import { type Reason, reason } from '../reasons.ts'
import { sanitizeParts } from '../sanitize/parts.ts'
import { type Arguments, redact } from '../sanitize/redact.ts'
import type { Book } from './book.ts'
import type { Judgement } from './judge.ts'
import { policyReasons } from './reasons.ts'

/** A judgement once what can be deferred and sanitized was seen to. */
export interface Outcome {
  readonly verdict: Verdict
  readonly reasons: readonly Reason[]
  readonly obligations?: Obligations
  readonly sanitize?: readonly string[]
  readonly sanitizedArguments?: Readonly<Record<string, unknown>>
  readonly questions?: readonly string[]
  readonly taints?: readonly string[]
  readonly plain: readonly string[]
  readonly approved: readonly string[]
}

const annotation = (book: Book, id: string, name: string): string | undefined => {
  const annotations = book.byId.get(id)?.annotations
  return annotations !== undefined && Object.hasOwn(annotations, name) ? annotations[name] : undefined
}

/** Of some policies those of a set, each once, in the order of its text. */
const inOrder = (book: Book, ids: readonly string[]): readonly string[] => {
  if (ids.length < 2) return ids
  const wanted = new Set(ids)
  return [...book.byId.keys()].filter((id) => wanted.has(id))
}

const partsFor = (book: Book, permits: readonly string[]): readonly string[] => {
  const texts = permits.map((id) => annotation(book, id, 'sanitize')).filter((text) => text !== undefined)
  return texts.length === 0 ? [] : [...new Set(texts.flatMap((text) => sanitizeParts(text) ?? []))]
}

const deferred = (book: Book, { soft, plain, approved }: Judgement): Outcome => ({
  verdict: 'defer',
  reasons: policyReasons(book, 'policy.deferred', inOrder(book, soft)),
  questions: [...new Set(inOrder(book, soft).map((id) => annotation(book, id, 'defer') ?? ''))],
  plain: plain.length > 0 || approved.length === 0 ? soft : [],
  approved: plain.length > 0 || approved.length === 0 ? [] : soft,
})

const withTaints = (book: Book, permits: readonly string[], outcome: Outcome): Outcome => {
  const taints = new Set(permits.flatMap((id) => taintsOf(book.byId.get(id)?.annotations ?? {})))
  return taints.size === 0 ? outcome : { ...outcome, taints: [...taints].sort() }
}

const impossible = (book: Book, permits: readonly string[]): Outcome => ({
  verdict: 'deny',
  reasons: permits
    .filter((id) => annotation(book, id, 'sanitize') !== undefined)
    .map((policy_id) => reason('sanitize.impossible', { policy_id })),
  plain: permits,
  approved: [],
})

/** The arguments that may be used; undefined when there is nothing to take out of them. */
const redactedOf = (
  parts: readonly string[],
  { arguments: given, hash_only }: Facts,
): Arguments | 'impossible' | undefined => {
  if (hash_only === true) return 'impossible'
  const redacted = given === undefined ? undefined : redact(parts, given)
  return redacted === given ? undefined : redacted
}

/** Sees to what may be deferred or sanitized, for which the hard rules have to allow. */
export const outcomeOf = (book: Book, judgement: Judgement, facts: Facts): Outcome => {
  const { soft, ...outcome } = judgement
  if (judgement.verdict !== 'allow') return outcome
  const permits = inOrder(book, [...judgement.plain, ...judgement.approved])
  const sanitize = partsFor(book, permits)
  const redacted = sanitize.length === 0 ? undefined : redactedOf(sanitize, facts)
  // A denial goes before a question.
  if (redacted === 'impossible') return impossible(book, permits)
  if (soft.length > 0) return deferred(book, judgement)
  if (redacted === undefined) return withTaints(book, permits, outcome)
  const reasons = policyReasons(
    book,
    'policy.sanitized',
    permits.filter((id) => annotation(book, id, 'sanitize') !== undefined),
  )
  return withTaints(book, permits, {
    ...outcome,
    verdict: 'sanitize',
    reasons,
    sanitize,
    sanitizedArguments: redacted,
  })
}
