/** A value in Cedar's JSON form; `__extn` carries decimals. */
export type CedarValue =
  | string
  | number
  | boolean
  | readonly CedarValue[]
  | { readonly [member: string]: CedarValue }

/** The name of an entity. */
export interface EntityUid {
  type: string
  id: string
}

/** An entity with its attributes, tags and parents. */
export interface CedarEntity {
  uid: EntityUid
  attrs: Record<string, CedarValue>
  parents: EntityUid[]
  tags?: Record<string, CedarValue>
}

/** One question to a policy set, complete in itself. */
export interface CedarRequest {
  principal: EntityUid
  action: EntityUid
  resource: EntityUid
  context: Record<string, CedarValue>
  entities: CedarEntity[]
}

/** The `policyId` of an error that is not one policy's but the engine's. */
export const WHOLE_SET = '*'

/** What a policy set answers; a decision with errors must not be used as an allow. */
export interface Evaluation {
  readonly decision: 'allow' | 'deny'
  /** The ids of the policies that decided, sorted. */
  readonly determining: readonly string[]
  readonly errors: readonly { readonly policyId: string; readonly message: string }[]
}

/** What is known of one policy without evaluating it. */
export interface PolicyInfo {
  readonly id: string
  readonly effect: 'permit' | 'forbid'
  readonly annotations: Readonly<Record<string, string>>
}

/** One immutable version of an org's policies, ready to be asked. */
export interface PolicySet {
  readonly version: number
  /** `sha256:` and the hex digest of the text. */
  readonly digest: string
  readonly text: string
  /** All policies in the order of the text. */
  readonly policies: readonly PolicyInfo[]
  /** The annotations of a policy; empty for an unknown id. */
  annotations(id: string): Readonly<Record<string, string>>
  /** A pure function of the request that never throws. */
  evaluate(request: CedarRequest): Evaluation
}

const NONE: Readonly<Record<string, string>> = Object.freeze({})

/** Builds the `annotations` function of a policy set. */
export const annotationsOf = (policies: readonly PolicyInfo[]): PolicySet['annotations'] => {
  const byId = new Map(policies.map((policy) => [policy.id, policy.annotations]))
  return (id) => byId.get(id) ?? NONE
}
