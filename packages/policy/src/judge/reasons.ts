// The reasons that policies give for a judgement, in their own words where they have some.
import { SEVERITIES, type Severity } from '@countersign/terms'
import { type PolicyOrigin, WHOLE_SET } from '../model/cedar.ts'
import { type Reason, type ReasonCode, reason } from '../model/reasons.ts'
import type { ToolRule } from '../model/tool.ts'
import type { PolicyIndex } from '../sets/policy-index.ts'

function severityOf(text: string | undefined): Severity | undefined {
  return SEVERITIES.find((known) => known === text)
}

/** One reason for each policy, in its own words where it has some, and what is to be said besides. */
export function policyReasons(
  index: PolicyIndex,
  code: ReasonCode,
  ids: readonly string[],
  besides = '',
): Reason[] {
  return ids.map((id) =>
    besides === '' ? lastingReason(index, code, id) : policyReason(index, code, id, besides),
  )
}

function policyReason(index: PolicyIndex, code: ReasonCode, policy_id: string, besides: string): Reason {
  const annotations = index.byId.get(policy_id)?.annotations ?? {}
  const severity = severityOf(annotations.severity)
  return reason(code, {
    policy_id,
    ...(annotations.reason !== undefined && { message: annotations.reason + besides }),
    ...(severity !== undefined && { severity }),
  })
}

/** A policy gives the same reason whenever it decides: it is made once, and nobody can alter it. */
function lastingReason(index: PolicyIndex, code: ReasonCode, id: string): Reason {
  const ofCode = index.reasons.get(code) ?? new Map<string, Reason>()
  index.reasons.set(code, ofCode)
  const made = ofCode.get(id) ?? Object.freeze(policyReason(index, code, id, ''))
  // Only policies of the set, so that what is kept has a bound.
  if (index.byId.has(id)) ofCode.set(id, made)
  return made
}

const OF_RULES: Partial<Record<ToolRule, ReasonCode>> = { blocked: 'tool.blocked', rate: 'tool.rate_limited' }

function forbiddenCode(origin: PolicyOrigin | undefined): ReasonCode {
  return (origin?.kind === 'tool' ? OF_RULES[origin.rule] : undefined) ?? 'policy.forbidden'
}

/** Why forbids that no approval lifts deny. */
export function forbiddenReasons(index: PolicyIndex, ids: readonly string[]): Reason[] {
  return ids.flatMap((id) => policyReasons(index, forbiddenCode(index.byId.get(id)?.origin), [id]))
}

/** Why policies that failed deny. */
export function errorReasons(ids: readonly string[]): Reason[] {
  return ids.map((id) =>
    id === WHOLE_SET ? reason('evaluation.failed') : reason('policy.error', { policy_id: id }),
  )
}

function isSame(a: Reason, b: Reason): boolean {
  return a.code === b.code && a.policy_id === b.policy_id
}

/** The reasons of both, each once. */
export function bothReasons(a: readonly Reason[], b: readonly Reason[]): Reason[] {
  return [...a, ...b.filter((next) => !a.some((kept) => isSame(kept, next)))]
}
