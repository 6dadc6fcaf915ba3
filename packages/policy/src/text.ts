import type { PolicyInfo } from './evaluator.ts'
import { exactLongs } from './exact-longs.ts'
import { annotationProblem } from './obligations.ts'
import { type CedarWasm, messagesOf, type PolicyJson, PolicyTextError } from './wasm.ts'

const POLICY_ID = /^[A-Za-z0-9_.:/-]{1,128}$/

/** One policy of a text. */
export interface ParsedPolicy {
  info: PolicyInfo
  text: string
  /** Cedar's JSON form. */
  json: PolicyJson
}

const infoOf = ({ effect, annotations = {} }: PolicyJson): PolicyInfo => {
  const id = annotations.id ?? ''
  if (!POLICY_ID.test(id))
    throw new PolicyTextError(
      `every policy needs an @id of up to 128 letters, digits and _.:/-, not \`${id}\``,
    )
  const info = { id, effect, annotations: Object.freeze({ ...annotations }) }
  const problem = annotationProblem(info)
  if (problem !== undefined) throw new PolicyTextError(`\`${id}\`: ${problem}`)
  return info
}

// cedar-wasm names the policies policy0, policy1, … and answers them sorted by these names: policy10 before policy2.
const inOrder = (parts: readonly string[]): string[] => {
  const names = parts.map((_, at) => `policy${at}`).sort()
  const places = new Map(names.map((name, at) => [name, at]))
  return parts.map((_, at) => parts[places.get(`policy${at}`) ?? at] ?? '')
}

/** Splits a text into its policies, in its order, and turns each into Cedar's JSON form; throws `PolicyTextError`. */
export const policiesOf = (wasm: CedarWasm, text: string): { text: string; json: PolicyJson }[] => {
  const parts = wasm.policySetTextToParts(text)
  if (parts.type === 'failure') throw new PolicyTextError(messagesOf(parts))
  if (parts.policy_templates.length > 0) throw new PolicyTextError('policy templates are not supported')
  return inOrder(parts.policies).map((policy) => {
    const answer = wasm.policyToJson(exactLongs(policy))
    if (answer.type === 'failure') throw new PolicyTextError(messagesOf(answer))
    return { text: policy, json: answer.json }
  })
}

/** Reads a text whose policies all carry their own `@id` and annotations that can be obeyed; throws `PolicyTextError`. */
export const parseText = (wasm: CedarWasm, text: string): ParsedPolicy[] => {
  const ids = new Set<string>()
  return policiesOf(wasm, text).map((policy) => {
    const info = infoOf(policy.json)
    if (ids.has(info.id)) throw new PolicyTextError(`two policies have the @id \`${info.id}\``)
    ids.add(info.id)
    return { info, ...policy }
  })
}

/** The text of each policy by its id. */
export const textsById = (policies: readonly ParsedPolicy[]): Record<string, string> =>
  Object.fromEntries(policies.map(({ info, text }) => [info.id, text]))
