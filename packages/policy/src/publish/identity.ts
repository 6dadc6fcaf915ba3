// Checks that every policy has a valid @id of its own, and annotations that can be obeyed.
import { POLICY_ID_PATTERN } from '@countersign/terms'
import type { PolicyJson } from '../model/wasm.ts'
import { annotationProblem } from '../sets/annotations.ts'
import { TOOL_POLICY_PREFIX } from '../tools/policies.ts'
import { shortened } from './cedar-answer.ts'
import type { ProblemCode } from './codes.ts'
import { placeOf } from './place.ts'
import type { Problem } from './problem.ts'

/** A policy and where it begins in the whole text. */
export type Identified = {
  id: string | undefined
  text: string
  json: PolicyJson
  start: number
}

function idComplaint(id: string | undefined, known: ReadonlySet<string>): string | undefined {
  if (id === undefined) return 'this policy has no @id; write one above it, as in @id("payments.limit")'
  if (!POLICY_ID_PATTERN.test(id) || id === '__proto__')
    return `the @id must be 1 to 128 letters, digits and _ . : / -, not \`${id.slice(0, 140)}\`; choose another`
  if (id.startsWith(TOOL_POLICY_PREFIX))
    return `an @id must not begin with \`${TOOL_POLICY_PREFIX}\`; choose another`
  return known.has(id) ? `another policy has the @id \`${id}\` already; choose another` : undefined
}

/** Ids that are missing, taken or malformed, and annotations that cannot be obeyed. */
export function identityProblems(text: string, policies: readonly Identified[]): Problem[] {
  const known = new Set<string>()
  return policies.flatMap((policy) => {
    const { id, json, start } = policy
    const wrongId = idComplaint(id, known)
    known.add(id ?? '')
    const wrong = annotationProblem({ effect: json.effect, annotations: json.annotations ?? {} })
    const name = /^@([a-z]+)/.exec(wrong ?? '')?.[0]
    const near = name === undefined ? -1 : policy.text.indexOf(name)
    function own(code: ProblemCode, message: string, at: number): Problem {
      return {
        severity: 'error',
        code,
        message: shortened(message),
        ...(wrongId === undefined && id !== undefined && { policy_id: id }),
        ...placeOf(text, start + at),
      }
    }
    return [
      ...(wrongId === undefined ? [] : [own('policy.id', wrongId, Math.max(0, policy.text.indexOf('@id')))]),
      ...(wrong === undefined ? [] : [own('policy.annotation', wrong, Math.max(0, near))]),
    ]
  })
}
