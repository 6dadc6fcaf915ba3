// A policy set that is compiled to JavaScript, from a text or from stored policies.
import type { PolicyMode } from '@countersign/terms'
import { type CompiledSet, compilePolicies, evaluate } from '../evaluate/compile.ts'
import { CompileError } from '../evaluate/failure.ts'
import { areasOf } from '../facts/areas.ts'
import { type Name, type NameReader, nameOf } from '../facts/name.ts'
import { effectsOfName, type NameEffects } from '../facts/names/effect-of-name.ts'
import { type EffectWord, failedEvaluation, type PolicyInfo, type PolicyOrigin } from '../model/cedar.ts'
import type { Settings } from '../model/document.ts'
import type { ToolDefinition } from '../model/tool.ts'
import { type CedarWasm, PolicyTextError } from '../model/wasm.ts'
import { sanitizeParts } from '../sanitize/parts.ts'
import { toolPolicies } from '../tools/policies.ts'
import { registeredTools } from '../tools/registered.ts'
import { toolArguments } from '../tools/schema.ts'
import { duplicateByOf } from './annotations.ts'
import { memo } from './memo.ts'
import { policyIndexOf } from './policy-index.ts'
import { annotationsOf, modeOf, type PolicySet } from './policy-set.ts'
import { readsOf } from './reads.ts'
import { strictReadingOf } from './strict-reading.ts'
import { checkPolicies, parseText, type StoredPolicy } from './text.ts'

export { type CedarWasm, PolicyTextError } from '../model/wasm.ts'
export { parseText, type StoredPolicy } from './text.ts'

function usable<T>(make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (error instanceof CompileError) throw new PolicyTextError(error.message)
    throw error
  }
}

function compile(policies: readonly { id: string; json: unknown }[]): CompiledSet {
  return usable(() =>
    compilePolicies(
      policies.map(({ json }) => json),
      policies.map(({ id }) => id),
    ),
  )
}

function infoOf({ id, json }: StoredPolicy, mode: PolicyMode, origin: PolicyOrigin): PolicyInfo {
  return {
    id,
    effect: json.effect,
    annotations: Object.freeze({ ...json.annotations }),
    mode,
    origin,
  }
}

/** Names of calls that are remembered, and the length of the longest, in UTF-16 units. */
const CALLS_MAX = 512
const CALL_MAX = 128
/** The same of all names, of which more is kept. */
const NAMES_MAX = 256
const NAME_MAX = 48

const DOCUMENT: PolicyOrigin = { kind: 'document' }

function asking(compiled: CompiledSet): PolicySet['evaluate'] {
  return (request, work) => {
    try {
      const answer = evaluate(compiled, request, request.entities, work)
      return answer.errors.length === 0 ? answer : { ...answer, decision: 'deny' }
    } catch (error) {
      return failedEvaluation(error instanceof Error ? error.message : 'the evaluation failed')
    }
  }
}

function rememberedEffects(): NameEffects {
  const kept = memo<ReadonlySet<EffectWord>>(CALLS_MAX, CALL_MAX)
  return (name) => {
    const known = kept.get(name)
    if (known !== undefined) return known
    const effects = effectsOfName(name)
    kept.set(name, effects)
    return effects
  }
}

function rememberedNames(): NameReader {
  const kept = memo<Name>(NAMES_MAX, NAME_MAX)
  return (text) => {
    const known = kept.get(text)
    if (known !== undefined) return known
    const name = nameOf(text)
    kept.set(text, name)
    return name
  }
}

/** What the permits that are not off take out of the arguments, each list once. */
function sanitizesOf(policies: readonly PolicyInfo[]): (readonly string[])[] {
  const lists = new Map<string, readonly string[]>()
  for (const { mode, effect, annotations } of policies) {
    const text = effect === 'permit' && mode !== 'off' ? annotations.sanitize : undefined
    const parts = text === undefined ? undefined : sanitizeParts(text)
    if (parts !== undefined) lists.set(JSON.stringify(parts), parts)
  }
  return [...lists.values()]
}

/** What a policy set is made from, once its text was parsed. */
export type PolicySetOptions = {
  version: number
  digest: string
  text: string
  policies: readonly StoredPolicy[]
  settings?: Settings
  /** Those registered; their settings become policies of the set. */
  tools?: readonly ToolDefinition[]
}

/** A policy set of policies that were parsed before; throws `PolicyTextError` when they are not usable. */
export function policySetOf(options: PolicySetOptions): PolicySet {
  const { version, digest, text, settings = {} } = options
  const tools = options.tools ?? []
  const visible = tools.filter(({ hidden }) => !hidden)
  const written = checkPolicies(options.policies)
  const ofTools = visible.flatMap(toolPolicies)
  const stored = [...written, ...ofTools]
  // The settings of a document speak of its own policies only: what a tool's settings forbid stays in force.
  const policies = [
    ...written.map((policy) => infoOf(policy, modeOf(settings, policy.id), DOCUMENT)),
    ...ofTools.map((policy) => infoOf(policy, 'enforce', policy.origin)),
  ]
  const toolIds = new Set(ofTools.map(({ id }) => id))
  const asked = stored.filter((_, at) => policies[at]?.mode !== 'off')
  const ofText = asked.filter(({ id }) => !toolIds.has(id))
  const evaluateAsked = asking(compile(asked))
  return {
    version,
    digest,
    text,
    settings,
    policies,
    asked,
    areas: areasOf(settings),
    effectsOfName: rememberedEffects(),
    nameOf: rememberedNames(),
    index: policyIndexOf(policies),
    names: {
      registered: registeredTools(tools),
      strict: usable(() => strictReadingOf(ofText, (strict) => asking(compile(strict)))),
    },
    tools: toolArguments(visible),
    sanitizes: sanitizesOf(policies),
    duplicateBy: duplicateByOf(policies),
    reads: readsOf(asked.map(({ json }) => json)),
    annotations: annotationsOf(policies),
    evaluate: evaluateAsked,
  }
}

/** What a compiled policy set is made from. */
export type CompiledPolicySetOptions = Omit<PolicySetOptions, 'policies'> & {
  /** Parses the text, once; it is not needed afterwards. */
  wasm: CedarWasm
}

/** A policy set that is evaluated without WASM; throws `PolicyTextError` when the text is not a usable set. */
export function compiledPolicySet({ wasm, ...options }: CompiledPolicySetOptions): PolicySet {
  return policySetOf({ ...options, policies: parseText(wasm, options.text) })
}
