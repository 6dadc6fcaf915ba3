// A policy set that cedar-wasm evaluates, with a bounded cache of its answers, and strict validation.

import { type CedarRequest, type Evaluation, failedEvaluation, type PolicyInfo } from '../model/cedar.ts'
import { type CedarWasm, messagesOf, PolicyTextError } from '../model/wasm.ts'
import { toolPolicies } from '../tools/policies.ts'
import { type CompiledPolicySetOptions, policySetOf } from './compiled.ts'
import { type Memo, memo } from './memo.ts'
import type { PolicySet } from './policy-set.ts'
import { parseText, textsById } from './text.ts'

export { type CedarWasm, PolicyTextError } from '../model/wasm.ts'

/** How many evaluations a policy set remembers, unless told otherwise. */
export const MEMO_ENTRIES = 4096

// Twice the size of an ordinary request: a memo full of the longest keys stays under 20 MB.
const MEMO_KEY = 2048

/** The cache inside cedar-wasm cannot be emptied, so the same texts must take the same place in it: that of their own. */
function preparse(wasm: CedarWasm, texts: Record<string, string>): string {
  const place = JSON.stringify(texts)
  const answer = wasm.preparsePolicySet(place, { staticPolicies: texts })
  if (answer.type === 'failure') throw new PolicyTextError(messagesOf(answer))
  return place
}

type Ask = PolicySet['evaluate']

type Answer = Pick<Evaluation, 'determining' | 'errors'>

function askOne(wasm: CedarWasm, place: string, request: CedarRequest): Answer | string {
  const answer = wasm.statefulIsAuthorized({
    principal: request.principal,
    action: request.action,
    resource: request.resource,
    context: request.context as never,
    entities: request.entities as never,
    preparsedPolicySetId: place,
    validateRequest: false,
  })
  if (answer.type !== 'success') return messagesOf(answer)
  const { decision, diagnostics } = answer.response
  if (decision !== 'allow' && decision !== 'deny') return 'no decision'
  return {
    determining: [...diagnostics.reason].sort(),
    errors: diagnostics.errors.map(({ policyId, error }) => ({ policyId, message: error.message })),
  }
}

/** Cedar lists the permits only where no forbid is satisfied, so the two halves of a set are evaluated apart. */
function asking(wasm: CedarWasm, places: Readonly<Record<PolicyInfo['effect'], string>>): Ask {
  return (request) => {
    const allowing = askOne(wasm, places.permit, request)
    if (typeof allowing === 'string') return failedEvaluation(allowing)
    const forbidding = askOne(wasm, places.forbid, request)
    if (typeof forbidding === 'string') return failedEvaluation(forbidding)
    const [permits, forbids] = [allowing.determining, forbidding.determining]
    const errors = [...allowing.errors, ...forbidding.errors]
    const allowed = permits.length > 0 && forbids.length === 0
    return {
      decision: allowed && errors.length === 0 ? 'allow' : 'deny',
      determining: allowed ? permits : forbids,
      permits,
      forbids,
      errors: errors.sort((a, b) => (a.policyId < b.policyId ? -1 : 1)),
    }
  }
}

function guarded(ask: Ask): Ask {
  return (request) => {
    try {
      return ask(request)
    } catch (error) {
      return failedEvaluation(error instanceof Error ? error.message : 'cedar-wasm failed')
    }
  }
}

function frozen(answer: Evaluation): Evaluation {
  Object.freeze(answer.permits)
  Object.freeze(answer.forbids)
  Object.freeze(answer.errors)
  return Object.freeze(answer)
}

/**
 * Remembers clean answers by the text of the request. Right because Cedar is pure: an answer depends on nothing but
 * the set and the request. Answers with errors are asked again, so a failing engine is never remembered.
 */
function remembering(ask: Ask, answers: Memo<Evaluation>): Ask {
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
export type CedarPolicySetOptions = CompiledPolicySetOptions & {
  /** How many evaluations to remember: 0 for none, `MEMO_ENTRIES` unless told otherwise. */
  memoEntries?: number
}

/** A policy set that cedar-wasm evaluates; throws `PolicyTextError` when the text is not a usable set. */
export function cedarPolicySet(options: CedarPolicySetOptions): PolicySet {
  const { wasm, memoEntries = MEMO_ENTRIES } = options
  const policies = parseText(wasm, options.text)
  const set = policySetOf({ ...options, policies })
  const visible = (options.tools ?? []).filter(({ hidden }) => !hidden)
  const stored = [...policies, ...visible.flatMap(toolPolicies)]
  function placeOf(effect: PolicyInfo['effect']): string {
    const ids = new Set(
      set.policies.filter((one) => one.effect === effect && one.mode !== 'off').map(({ id }) => id),
    )
    return preparse(wasm, textsById(stored.filter(({ id }) => ids.has(id))))
  }
  const ask = guarded(asking(wasm, { permit: placeOf('permit'), forbid: placeOf('forbid') }))
  return { ...set, evaluate: memoEntries > 0 ? remembering(ask, memo(memoEntries, MEMO_KEY)) : ask }
}

/** What Cedar's strict validation finds wrong with a text under a schema; empty when nothing, warnings included. */
export function cedarProblems(wasm: CedarWasm, text: string, schema: string): string[] {
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
