// What Cedar is asked and answers, in the terms that everything else uses.
import type { PolicyMode } from '@countersign/terms'
import type { ToolRule } from './tool.ts'

/** A value in Cedar's JSON form; `__extn` carries decimals. */
export type CedarValue =
  | string
  | number
  | boolean
  | readonly CedarValue[]
  | { readonly [member: string]: CedarValue }

/** The name of an entity. */
export type EntityUid = {
  type: string
  id: string
}

/** An entity with its attributes, tags and parents. */
export type CedarEntity = {
  uid: EntityUid
  attrs: Record<string, CedarValue>
  parents: EntityUid[]
  tags?: Record<string, CedarValue>
}

/** One question to a policy set, complete in itself. */
export type CedarRequest = {
  principal: EntityUid
  action: EntityUid
  resource: EntityUid
  context: Record<string, CedarValue>
  entities: CedarEntity[]
}

/** The `policyId` of an error that is not one policy's but the engine's. */
export const WHOLE_SET = '*'

/** What a policy set answers; a decision with errors must not be used as an allow. */
export type Evaluation = {
  /** The answer of plain Cedar over every policy that is not off, except that an error denies. */
  readonly decision: 'allow' | 'deny'
  /** The ids of the policies that determined this decision, sorted. */
  readonly determining: readonly string[]
  /** All satisfied permits, whatever the decision, sorted. */
  readonly permits: readonly string[]
  /** All satisfied forbids, whatever the decision, sorted. */
  readonly forbids: readonly string[]
  readonly errors: readonly { readonly policyId: string; readonly message: string }[]
}

/** Where a policy comes from: the text of its version, or a setting of a registered tool. */
export type PolicyOrigin =
  | { readonly kind: 'document' }
  | { readonly kind: 'tool'; readonly tool: string; readonly rule: ToolRule }

/** What is known of one policy without evaluating it. */
export type PolicyInfo = {
  readonly id: string
  readonly effect: 'permit' | 'forbid'
  readonly annotations: Readonly<Record<string, string>>
  readonly mode: PolicyMode
  readonly origin: PolicyOrigin
}

/** The condition that kept a policy from being satisfied, as Cedar, and what it saw, in words. */
export type FailedCondition = {
  readonly condition: string
  readonly saw: string
}

/** What one policy made of one request. */
export type PolicyTrace = {
  readonly policyId: string
  readonly outcome: 'satisfied' | 'elsewhere' | 'unsatisfied' | 'error'
  /** Absent when it is satisfied. */
  readonly failed?: FailedCondition
}

/** The top-level members of the context that the policies of a set read. */
export type Reads = {
  has(member: string): boolean
}

/** The evaluation of a request that no policy could be asked about. */
export function failedEvaluation(message: string): Evaluation {
  return {
    decision: 'deny',
    determining: [],
    permits: [],
    forbids: [],
    errors: [{ policyId: WHOLE_SET, message }],
  }
}

export {
  EFFECT_KINDS,
  EFFECTS,
  type Effect,
  type EffectKind,
  type EffectWord,
  RUNS,
  type Run,
} from './effect.ts'
