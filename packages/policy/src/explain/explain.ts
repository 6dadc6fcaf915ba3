// Explains a decision: one sentence for each policy, with the condition that failed.

import { createWork } from '../evaluate/work.ts'
import type { RequestView } from '../facts/request.ts'
import type { Explanation } from '../judge/decision.ts'
import { type Evaluations, requestsOfView } from '../judge/evaluations.ts'
import type { Outcome } from '../judge/outcome.ts'
import type { PolicyInfo, PolicyTrace } from '../model/cedar.ts'
import type { PolicySet } from '../sets/policy-set.ts'
import { tracesOfView } from './trace.ts'
import { cut } from './value.ts'

const TEXT_MAX = 300

type Traced = {
  readonly view: RequestView
  readonly traces: ReadonlyMap<string, PolicyTrace>
}

function effectText(policy: PolicyInfo, { plain, approved, verdict }: Outcome): string | undefined {
  const [inPlain, inApproved] = [plain.includes(policy.id), approved.includes(policy.id)]
  if (!inPlain && !inApproved) return undefined
  if (policy.effect === 'permit') {
    const effect = verdict === 'sanitize' ? 'permits this with changed arguments' : 'permits this'
    return inPlain ? effect : `${effect} once it is approved`
  }
  if (verdict === 'defer') return 'needs more information'
  return inApproved ? 'forbids this' : 'forbids this until it is approved'
}

function viewName({ approved, declared }: RequestView): string {
  return [
    approved ? 'with an approval' : 'without an approval',
    declared ? 'with what is declared' : undefined,
  ]
    .filter((text) => text !== undefined)
    .join(' and ')
}

function where(matched: readonly Traced[], all: readonly Traced[]): string {
  return matched.length === all.length ? '' : ` ${matched.map(({ view }) => viewName(view)).join(', and ')}`
}

function failedText({ outcome, failed }: PolicyTrace): string {
  if (failed === undefined) return ''
  if (outcome === 'elsewhere') return failed.saw
  if (outcome === 'error') return `failed at \`${failed.condition}\`: ${failed.saw}`
  return `does not match: \`${failed.condition}\` is false${failed.saw === '' ? '' : `: ${failed.saw}`}`
}

/** The most telling trace: an error, else the policy's result for the last view. */
function tellingTrace(traces: readonly PolicyTrace[]): PolicyTrace | undefined {
  return traces.find(({ outcome }) => outcome === 'error') ?? traces.at(-1)
}

function otherNameText({ effect }: PolicyInfo): string {
  return effect === 'permit'
    ? 'does not permit this: it excludes another name of the call, or this one in other capitals'
    : 'matches another name of the call, or this one in other capitals, but did not decide this'
}

function sentenceOf(
  policy: PolicyInfo,
  outcome: Outcome,
  traced: readonly Traced[],
  isByOtherName: boolean,
): string {
  const effect = effectText(policy, outcome)
  const { reason } = policy.annotations
  if (effect !== undefined) return `${effect}${reason === undefined ? '' : `: ${reason}`}`
  if (policy.mode === 'off') return 'is off'
  if (isByOtherName) return otherNameText(policy)
  const own = traced.map(({ traces }) => traces.get(policy.id)).filter((trace) => trace !== undefined)
  const telling = tellingTrace(own)
  if (telling?.outcome === 'error') return failedText(telling)
  const matched = traced.filter(({ traces }) => traces.get(policy.id)?.outcome === 'satisfied')
  if (matched.length > 0) return `matches${where(matched, traced)} but did not decide this`
  return telling === undefined ? 'did not decide this' : failedText(telling)
}

function explained(
  policy: PolicyInfo,
  outcome: Outcome,
  traced: readonly Traced[],
  isByOtherName: boolean,
): Explanation {
  const sentence = `\`${policy.id}\` ${sentenceOf(policy, outcome, traced, isByOtherName)}`
  const own = traced.map(({ traces }) => traces.get(policy.id)).filter((trace) => trace !== undefined)
  // No condition of its text failed where it decides by another name.
  const failed = isByOtherName ? undefined : tellingTrace(own)?.failed
  return {
    policy_id: policy.id,
    effect: policy.effect,
    mode: policy.mode,
    applies: effectText(policy, outcome) !== undefined,
    text: cut(policy.mode === 'shadow' ? `in shadow: ${sentence}` : sentence, TEXT_MAX),
    ...(failed !== undefined && { failed }),
  }
}

/** Characters of Cedar's JSON that are compiled and looked at for one explanation, under all views and labels. */
const TRACED_MAX = 250_000

/** The policies at the beginning of a set that have so many characters together. */
function firstOf(asked: PolicySet['asked'], most: number): PolicySet['asked'] {
  let characters = 0
  const end = asked.findIndex(({ json }) => {
    characters += JSON.stringify(json).length
    return characters > most
  })
  return end < 0 ? asked : asked.slice(0, end)
}

/** One plain sentence per policy of the set, in its order, whatever its mode. */
export function explain(set: PolicySet, evaluations: Evaluations, outcome: Outcome): Explanation[] {
  const views = evaluations.views.map((view) => ({ view, requests: requestsOfView(evaluations, view) }))
  const times = views.reduce((sum, { requests }) => sum + requests.length, 0)
  const asked = firstOf(set.asked, TRACED_MAX / times)
  const work = createWork()
  const traced = views.map(({ view, requests }) => ({
    view,
    traces: new Map(tracesOfView({ asked }, requests, work).map((trace) => [trace.policyId, trace])),
  }))
  const { byOtherName } = evaluations
  return set.policies.map((policy) =>
    explained(policy, outcome, traced, byOtherName?.has(policy.id) === true),
  )
}
