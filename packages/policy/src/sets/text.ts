// Splits a Cedar text into the policies that are stored, each with its id and JSON form.
import { POLICY_ID_PATTERN } from '@countersign/terms'
import { type CedarWasm, messagesOf, type PolicyJson, PolicyTextError } from '../model/wasm.ts'
import { TOOL_POLICY_PREFIX } from '../tools/policies.ts'
import { annotationProblem } from './annotations.ts'
import { exactLongs } from './exact-longs.ts'

/** One policy of a version, as it is stored. */
export type StoredPolicy = {
  id: string
  text: string
  /** Cedar's JSON form. */
  json: PolicyJson
}

function idOf({ effect, annotations = {} }: PolicyJson): string {
  const id = annotations.id ?? ''
  if (!POLICY_ID_PATTERN.test(id) || id.startsWith(TOOL_POLICY_PREFIX))
    throw new PolicyTextError(
      `every policy needs an @id of up to 128 letters, digits and _.:/-, not beginning with ${TOOL_POLICY_PREFIX}, not \`${id}\``,
    )
  const problem = annotationProblem({ effect, annotations })
  if (problem !== undefined) throw new PolicyTextError(`\`${id}\`: ${problem}`)
  return id
}

// cedar-wasm names the policies policy0, policy1, … and answers them sorted by these names: policy10 before policy2.
function inOrder(parts: readonly string[]): string[] {
  const names = parts.map((_, at) => `policy${at}`).sort()
  const places = new Map(names.map((name, at) => [name, at]))
  return parts.map((_, at) => parts[places.get(`policy${at}`) ?? at] ?? '')
}

/** Splits a text into its policies, in its order, and turns each into Cedar's JSON form; throws `PolicyTextError`. */
export function policiesOf(wasm: CedarWasm, text: string): { text: string; json: PolicyJson }[] {
  const parts = wasm.policySetTextToParts(text)
  if (parts.type === 'failure') throw new PolicyTextError(messagesOf(parts))
  if (parts.policy_templates.length > 0) throw new PolicyTextError('policy templates are not supported')
  return inOrder(parts.policies).map((policy) => {
    const answer = wasm.policyToJson(exactLongs(policy))
    if (answer.type === 'failure') throw new PolicyTextError(messagesOf(answer))
    return { text: policy, json: answer.json }
  })
}

/** Checks that all policies carry their own `@id` and annotations that can be obeyed; throws `PolicyTextError`. */
export function checkPolicies(policies: readonly Omit<StoredPolicy, 'id'>[]): StoredPolicy[] {
  const ids = new Set<string>()
  return policies.map(({ text, json }) => {
    const id = idOf(json)
    if (ids.has(id)) throw new PolicyTextError(`two policies have the @id \`${id}\``)
    ids.add(id)
    return { id, text, json }
  })
}

/** Reads a text whose policies all carry their own `@id` and annotations that can be obeyed; throws `PolicyTextError`. */
export function parseText(wasm: CedarWasm, text: string): StoredPolicy[] {
  return checkPolicies(policiesOf(wasm, text))
}

/** The text of each policy by its id. */
export function textsById(policies: readonly StoredPolicy[]): Record<string, string> {
  return Object.fromEntries(policies.map(({ id, text }) => [id, text]))
}
