// The reasons that policies give for a judgement, in their own words where they have some.
import { SEVERITIES, type Severity } from '@countersign/terms'
import { type PolicyOrigin, WHOLE_SET } from '../evaluator.ts'
import { type Reason, type ReasonCode, reason } from '../reasons.ts'
import type { ToolRule } from '../tool/policies.ts'
import type { PolicyIndex } from './policy-index.ts'

const severityOf = (text: string | undefined): Severity | undefined =>
  SEVERITIES.find((known) => known === text)

/** One reason for each policy, in its own words where it has some. */
export const policyReasons = (index: PolicyIndex, code: ReasonCode, ids: readonly string[]): Reason[] =>
  ids.map((policy_id) => {
    const annotations = index.byId.get(policy_id)?.annotations ?? {}
    const severity = severityOf(annotations.severity)
    return reason(code, {
      policy_id,
      ...(annotations.reason !== undefined && { message: annotations.reason }),
      ...(severity !== undefined && { severity }),
    })
  })

const OF_RULES: Partial<Record<ToolRule, ReasonCode>> = { blocked: 'tool.blocked', rate: 'tool.rate_limited' }

const forbiddenCode = (origin: PolicyOrigin | undefined): ReasonCode =>
  (origin?.kind === 'tool' ? OF_RULES[origin.rule] : undefined) ?? 'policy.forbidden'

/** Why forbids that no approval lifts deny. */
export const forbiddenReasons = (index: PolicyIndex, ids: readonly string[]): Reason[] =>
  ids.flatMap((id) => policyReasons(index, forbiddenCode(index.byId.get(id)?.origin), [id]))

/** Why policies that failed deny. */
export const errorReasons = (ids: readonly string[]): Reason[] =>
  ids.map((id) =>
    id === WHOLE_SET ? reason('evaluation.failed') : reason('policy.error', { policy_id: id }),
  )

const isSame = (a: Reason, b: Reason): boolean => a.code === b.code && a.policy_id === b.policy_id

/** The reasons of both, each once. */
export const bothReasons = (a: readonly Reason[], b: readonly Reason[]): Reason[] => [
  ...a,
  ...b.filter((next) => !a.some((kept) => isSame(kept, next))),
]
