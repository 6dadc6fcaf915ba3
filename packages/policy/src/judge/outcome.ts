// Turns a judgement into its outcome: sanitized arguments, questions and taints included.
import type { JsonObject } from '@countersign/json'
import type { Verdict } from '@countersign/terms'
import type { Content } from '../facts/content.ts'
import type { Facts } from '../model/facts.ts'
import { type Reason, reason } from '../model/reasons.ts'
import { sanitizeParts } from '../sanitize/parts.ts'
import type { Arguments } from '../sanitize/redact.ts'
import { taintsOf } from '../sets/annotations.ts'
import type { Obligations } from '../sets/obligations.ts'
import type { PolicyIndex } from '../sets/policy-index.ts'
import type { Judgement } from './judge.ts'
import { policyReasons } from './reasons.ts'

/** A judgement once what can be deferred and sanitized was seen to. */
export type Outcome = {
  readonly verdict: Verdict
  readonly reasons: readonly Reason[]
  readonly obligations?: Obligations
  readonly sanitize?: readonly string[]
  readonly sanitizedArguments?: JsonObject
  readonly questions?: readonly string[]
  readonly taints?: readonly string[]
  readonly plain: readonly string[]
  readonly approved: readonly string[]
}

function annotation(index: PolicyIndex, id: string, name: string): string | undefined {
  const annotations = index.byId.get(id)?.annotations
  return annotations !== undefined && Object.hasOwn(annotations, name) ? annotations[name] : undefined
}

/** Of some policies those of a set, each once, in the order of its text. */
function inOrder(index: PolicyIndex, ids: readonly string[]): readonly string[] {
  if (ids.length < 2) return ids
  const wanted = new Set(ids)
  return [...index.byId.keys()].filter((id) => wanted.has(id))
}

const NO_TEXTS: readonly string[] = []

function partsFor(index: PolicyIndex, permits: readonly string[]): readonly string[] {
  if (!index.hasSanitizing) return NO_TEXTS
  const texts = permits.flatMap((id) => annotation(index, id, 'sanitize') ?? NO_TEXTS)
  return texts.length === 0 ? NO_TEXTS : [...new Set(texts.flatMap((text) => sanitizeParts(text) ?? []))]
}

function deferred(index: PolicyIndex, { deferring, plain, approved }: Judgement): Outcome {
  return {
    verdict: 'defer',
    reasons: policyReasons(index, 'policy.deferred', inOrder(index, deferring)),
    questions: [...new Set(inOrder(index, deferring).map((id) => annotation(index, id, 'defer') ?? ''))],
    plain: plain.length > 0 || approved.length === 0 ? deferring : [],
    approved: plain.length > 0 || approved.length === 0 ? [] : deferring,
  }
}

function withTaints(index: PolicyIndex, permits: readonly string[], outcome: Outcome): Outcome {
  if (!index.hasLabelling) return outcome
  const told = permits.flatMap((id) => taintsOf(index.byId.get(id)?.annotations ?? {}))
  return told.length === 0 ? outcome : { ...outcome, taints: [...new Set(told)].sort() }
}

function impossible(index: PolicyIndex, permits: readonly string[]): Outcome {
  return {
    verdict: 'deny',
    reasons: permits
      .filter((id) => annotation(index, id, 'sanitize') !== undefined)
      .map((policy_id) => reason('sanitize.impossible', { policy_id })),
    plain: permits,
    approved: [],
  }
}

/** The arguments that may be used; undefined when there is nothing to take out of them. */
function redactedOf(
  parts: readonly string[],
  { arguments: given, hash_only }: Facts,
  { redactions }: Content,
): Arguments | 'impossible' | undefined {
  if (hash_only === true) return 'impossible'
  if (given === undefined) return undefined
  const redacted = redactions?.without(parts) ?? 'impossible'
  return redacted === given ? undefined : redacted
}

/** Sees to what may be deferred or sanitized, for which the hard rules have to allow. */
export function outcomeOf(index: PolicyIndex, judgement: Judgement, facts: Facts, content: Content): Outcome {
  const { plain, approved, deferring } = judgement
  if (judgement.verdict !== 'allow') return judgement
  const permits = inOrder(index, approved.length === 0 ? plain : [...plain, ...approved])
  const sanitize = partsFor(index, permits)
  const redacted = sanitize.length === 0 ? undefined : redactedOf(sanitize, facts, content)
  // A denial goes before a question.
  if (redacted === 'impossible') return impossible(index, permits)
  if (deferring.length > 0) return deferred(index, judgement)
  if (redacted === undefined) return withTaints(index, permits, judgement)
  const reasons = policyReasons(
    index,
    'policy.sanitized',
    permits.filter((id) => annotation(index, id, 'sanitize') !== undefined),
  )
  return withTaints(index, permits, {
    plain,
    approved,
    verdict: 'sanitize',
    reasons,
    sanitize,
    sanitizedArguments: redacted,
  })
}
