// The types of the part of cedar-wasm that is used, and its failures as errors.

/** What cedar-wasm answers when it cannot. */
export type Failure = {
  type: 'failure'
  errors: { message: string }[]
}

/** A policy in Cedar's JSON form, as far as it is read here. */
export type PolicyJson = {
  effect: 'permit' | 'forbid'
  annotations?: Record<string, string>
}

/** The part of cedar-wasm that is used; the module itself is handed in, since where it comes from differs. */
export type CedarWasm = {
  policySetTextToParts(
    text: string,
  ): Failure | { type: 'success'; policies: string[]; policy_templates: string[] }
  policyToJson(policy: string): Failure | { type: 'success'; json: PolicyJson }
  preparsePolicySet(
    name: string,
    policies: { staticPolicies: Record<string, string> },
  ): Failure | { type: 'success' }
  statefulIsAuthorized(call: {
    principal: { type: string; id: string }
    action: { type: string; id: string }
    resource: { type: string; id: string }
    // Whatever types the module's own release gives them: it takes readonly arrays, and its types do not say so.
    context: never
    entities: never
    preparsedPolicySetId: string
    validateRequest: boolean
  }):
    | Failure
    | {
        type: 'success'
        response: {
          decision: 'allow' | 'deny'
          diagnostics: { reason: string[]; errors: { policyId: string; error: { message: string } }[] }
        }
      }
  validate(call: {
    validationSettings: { mode: 'strict' }
    schema: string
    policies: { staticPolicies: Record<string, string> }
  }):
    | Failure
    | {
        type: 'success'
        validationErrors: { policyId: string; error: { message: string } }[]
        validationWarnings: { policyId: string; error: { message: string } }[]
      }
}

/** A policy text that cannot become a policy set. */
export class PolicyTextError extends Error {
  override name = 'PolicyTextError'
}

/** The messages of a failure in one line. */
export function messagesOf(failure: Failure): string {
  return failure.errors.map(({ message }) => message).join('; ')
}
