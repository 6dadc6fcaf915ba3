// What an evaluator of Cedar is asked and answers, whichever engine is behind it.
import type { PolicyMode } from '@countersign/terms'
import type { Areas } from './areas.ts'
import type { Settings } from './document.ts'
import type { FactsError } from './facts.ts'
import type { PolicyIndex } from './judge/policy-index.ts'
import type { ToolRule } from './tool/policies.ts'
import type { KnownNames } from './tool/registered.ts'
import type { ToolArguments } from './tool/schema.ts'

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
  /** What plain Cedar says of every policy that is not off, but that an error denies. */
  readonly decision: 'allow' | 'deny'
  /** The ids of the policies that this decision rests on, sorted. */
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

/** One immutable version of an org's policies with the tools registered then, ready to be asked. */
export type PolicySet = {
  readonly version: number
  /** `sha256:` and the hex digest of the document. */
  readonly digest: string
  readonly text: string
  readonly settings: Settings
  /** What the settings mean; a `FactsError` when they cannot be read. */
  readonly areas: Areas | FactsError
  /**
   * All policies in the order of the text, then those that the tools' settings compile to. A hidden tool has none of
   * these: `decide` denies its calls, and nothing of what is asked or explained differs from an unregistered name.
   */
  readonly policies: readonly PolicyInfo[]
  readonly index: PolicyIndex
  /** The registered tools, and the names that the text mentions. */
  readonly names: KnownNames
  /** The arguments of the registered tools that have an input schema and are not hidden, by tool name. */
  readonly tools: ReadonlyMap<string, ToolArguments>
  /** What the permits that are not off take out of the arguments by `@sanitize`, each list once. */
  readonly sanitizes: readonly (readonly string[])[]
  /** Of the policies that are not off; every member when one of them uses `context` as a whole. */
  readonly reads: Reads
  /** The annotations of a policy; empty for an unknown id. */
  annotations(id: string): Readonly<Record<string, string>>
  /** Asks every policy that is not off; a pure function of the request that never throws. */
  evaluate(request: CedarRequest): Evaluation
  /** The same, with what kept each policy from being satisfied; slower, for explanations. */
  trace(request: CedarRequest): readonly PolicyTrace[]
}

const NONE: Readonly<Record<string, string>> = Object.freeze({})

/** Builds the `annotations` function of a policy set. */
export function annotationsOf(policies: readonly PolicyInfo[]): PolicySet['annotations'] {
  const byId = new Map(policies.map((policy) => [policy.id, policy.annotations]))
  return (id) => byId.get(id) ?? NONE
}

/** The mode of a policy that was written, as its version's settings have it. */
export function modeOf({ modes }: Settings, id: string): PolicyMode {
  return modes !== undefined && Object.hasOwn(modes, id) ? (modes[id] ?? 'enforce') : 'enforce'
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
