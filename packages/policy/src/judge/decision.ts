// The types of a decision, and of what explains it.
import type { JsonObject } from '@countersign/json'
import type { Verdict } from '@countersign/terms'
import type { FailedCondition, PolicyInfo } from '../model/cedar.ts'
import type { Reason } from '../model/reasons.ts'
import type { Obligations } from '../sets/obligations.ts'
import type { Risk } from './risk.ts'

/** What one policy had to do with a decision. */
export type Explanation = {
  policy_id: string
  effect: 'permit' | 'forbid'
  mode: PolicyInfo['mode']
  /** Whether it was among the policies that decided. */
  applies: boolean
  /** In one sentence. */
  text: string
  /** The condition that kept it from matching, and what that saw; of the last evaluation. */
  failed?: FailedCondition
}

/** What policies in shadow mode, beside those enforced, would have made of a request. */
export type ShadowDecision = {
  verdict: Verdict
  /** The ids of the policies in shadow mode that were satisfied, sorted. */
  determining: readonly string[]
}

/** What is decided for one request, and why. */
export type Decision = {
  verdict: Verdict
  risk: Risk
  /** At least one. */
  reasons: Reason[]
  /** Present when the verdict is `require_approval`. */
  obligations?: Obligations
  /** Present when the verdict is `sanitize`: the arguments that may be used in place of those asked for. */
  sanitizedArguments?: JsonObject
  /** Present when the verdict is `sanitize`: the classes and JSON pointers that had to be taken out. */
  sanitize?: readonly string[]
  /** Present when the verdict is `defer`: what the caller has to answer, in the order of the policies. */
  questions?: readonly string[]
  /** Present when the verdict is `allow` or `sanitize` and a permit that decided bears labels. */
  taints?: readonly string[]
  /** Present when the set has policies in shadow mode. */
  shadow?: ShadowDecision
  /** The ids of all policies that decided, sorted. */
  determining: string[]
  /** One entry per policy when asked for, else empty. */
  explanation: Explanation[]
}
