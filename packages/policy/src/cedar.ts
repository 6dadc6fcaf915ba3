import { annotationsOf, type Evaluation, type PolicySet, WHOLE_SET } from './evaluator.ts'
import { type Memo, memo } from './memo.ts'
import { parseText, textsById } from './text.ts'
import { type CedarWasm, messagesOf, PolicyTextError } from './wasm.ts'

export { type CedarWasm, PolicyTextError } from './wasm.ts'

/** How many evaluations a policy set remembers, unless told otherwise. */
export const MEMO_ENTRIES = 4096

// Twice the size of an ordinary request: a memo full of the longest keys stays under 20 MB.
const MEMO_KEY = 2048

// The cache inside cedar-wasm cannot be emptied: the same text must take the same place in it.
const places = new WeakMap<CedarWasm, Map<string, string>>()

const preparse = (wasm: CedarWasm, text: string, texts: Record<string, string>): string => {
  const known = places.get(wasm) ?? new Map<string, string>()
  places.set(wasm, known)
  const kept = known.get(text)
  if (kept !== undefined) return kept
  const place = `countersign-${known.size}`
  const answer = wasm.preparsePolicySet(place, { staticPolicies: texts })
  if (answer.type === 'failure') throw new PolicyTextError(messagesOf(answer))
  known.set(text, place)
  return place
}

const engineFailed = (message: string): Evaluation => ({
  decision: 'deny',
  determining: [],
  errors: [{ policyId: WHOLE_SET, message }],
})

type Ask = PolicySet['evaluate']

const asking =
  (wasm: CedarWasm, place: string): Ask =>
  (request) => {
    const answer = wasm.statefulIsAuthorized({
      principal: request.principal,
      action: request.action,
      resource: request.resource,
      context: request.context as never,
      entities: request.entities as never,
      preparsedPolicySetId: place,
      validateRequest: false,
    })
    if (answer.type !== 'success') return engineFailed(messagesOf(answer))
    const { decision, diagnostics } = answer.response
    const errors = diagnostics.errors.map(({ policyId, error }) => ({ policyId, message: error.message }))
    if (decision !== 'allow' && decision !== 'deny') return engineFailed('no decision')
    return {
      decision: errors.length === 0 ? decision : 'deny',
      determining: [...diagnostics.reason].sort(),
      errors: errors.sort((a, b) => (a.policyId < b.policyId ? -1 : 1)),
    }
  }

const guarded =
  (ask: Ask): Ask =>
  (request) => {
    try {
      return ask(request)
    } catch (error) {
      return engineFailed(error instanceof Error ? error.message : 'cedar-wasm failed')
    }
  }

const frozen = (answer: Evaluation): Evaluation => {
  Object.freeze(answer.determining)
  Object.freeze(answer.errors)
  return Object.freeze(answer)
}

/**
 * Remembers clean answers by the text of the request. Right because Cedar is pure: an answer depends on nothing but
 * the set and the request. Answers with errors are asked again, so a failing engine is never remembered.
 */
const remembering = (ask: Ask, answers: Memo<Evaluation>): Ask => {
  return (request) => {
    const key = JSON.stringify(request)
    const kept = answers.get(key)
    if (kept !== undefined) return kept
    const answer = ask(request)
    if (answer.errors.length === 0) answers.set(key, frozen(answer))
    return answer
  }
}

/** What a policy set on cedar-wasm is made from. */
export interface CedarPolicySetOptions {
  wasm: CedarWasm
  /** Trusted or checked text: a deeply nested one can trap the WASM instance for good. */
  text: string
  version: number
  digest: string
  /** How many evaluations to remember: 0 for none, `MEMO_ENTRIES` unless told otherwise. */
  memoEntries?: number
}

/** A policy set that cedar-wasm evaluates; throws `PolicyTextError` when the text is not a usable set. */
export const cedarPolicySet = (options: CedarPolicySetOptions): PolicySet => {
  const { wasm, text, version, digest, memoEntries = MEMO_ENTRIES } = options
  const parsed = parseText(wasm, text)
  const policies = parsed.map(({ info }) => info)
  const ask = guarded(asking(wasm, preparse(wasm, text, textsById(parsed))))
  return {
    version,
    digest,
    text,
    policies,
    annotations: annotationsOf(policies),
    evaluate: memoEntries > 0 ? remembering(ask, memo(memoEntries, MEMO_KEY)) : ask,
  }
}

/** What Cedar's strict validation finds wrong with a text under a schema; empty when nothing, warnings included. */
export const cedarProblems = (wasm: CedarWasm, text: string, schema: string): string[] => {
  const texts = textsById(parseText(wasm, text))
  const answer = wasm.validate({
    validationSettings: { mode: 'strict' },
    schema,
    policies: { staticPolicies: texts },
  })
  if (answer.type === 'failure') return answer.errors.map(({ message }) => message)
  return [...answer.validationErrors, ...answer.validationWarnings].map(
    ({ policyId, error }) => `\`${policyId}\`: ${error.message}`,
  )
}
