// Finds why one policy did or did not match a request, for explanations.
import { envOf } from '../evaluate/compile.ts'
import { isObject } from '../evaluate/data.ts'
import { compileExpression } from '../evaluate/expression.ts'
import { EvaluationError, TOO_MUCH } from '../evaluate/failure.ts'
import { flatten } from '../evaluate/logic.ts'
import { type Env, listOf, part } from '../evaluate/program.ts'
import { type Constraint, constraintOf, fits } from '../evaluate/scope.ts'
import { isSpent, type Work } from '../evaluate/work.ts'
import type { CedarRequest, FailedCondition, PolicyTrace } from '../model/cedar.ts'
import type { PolicySet } from '../sets/policy-set.ts'
import { expressionText } from './print.ts'
import { sawOf } from './saw.ts'
import { cut, entityText } from './value.ts'

const CONDITION_MAX = 160

function aboutText({ op, type, entities }: Constraint): string {
  const names = entities.slice(0, 3).map(entityText).join(', ') + (entities.length > 3 ? ', …' : '')
  if (op === 'equal') return names
  const inside = op === 'in' ? `what is in ${names}` : ''
  return [type === undefined ? '' : `each ${type}`, inside].filter((text) => text !== '').join(' and ')
}

function elsewhere(est: unknown, env: Env): FailedCondition | undefined {
  const slots = ['action', 'resource', 'principal'] as const
  const missed = slots.map((slot) => constraintOf(slot, est)).find((constraint) => !fits(constraint, env))
  if (missed === undefined) return undefined
  const about = cut(aboutText(missed), CONDITION_MAX)
  const saw = `is about ${about}, this is ${entityText(env[missed.slot])}`
  return { condition: `${missed.slot}: ${about}`, saw }
}

type Found = {
  readonly outcome: 'unsatisfied' | 'error'
  readonly failed: FailedCondition
}

function found(outcome: Found['outcome'], est: unknown, saw: string): Found {
  return {
    outcome,
    failed: { condition: cut(expressionText(est), CONDITION_MAX), saw },
  }
}

function answerOf(est: unknown, env: Env): boolean | string {
  try {
    if (isSpent(env.work)) throw TOO_MUCH
    const answer = compileExpression(est).run(env)
    return typeof answer === 'boolean' ? answer : 'it is neither true nor false'
  } catch (error) {
    if (error instanceof EvaluationError) return error.message
    throw error
  }
}

function operandsOf(operator: '&&' | '||', est: unknown): readonly unknown[] {
  return isObject(est) && Object.hasOwn(est, operator) ? flatten(operator, est[operator]) : [est]
}

/** The first operand of `&&` that does not hold, within it the first, and so on. */
function firstFalse(est: unknown, env: Env): Found | undefined {
  let at = est
  for (;;) {
    const operands = operandsOf('&&', at)
    const [missed, answer] = firstWith(operands, env, false)
    if (missed === undefined) return undefined
    if (typeof answer === 'string') return found('error', missed, answer)
    if (operands.length === 1) return found('unsatisfied', missed, sawOf(missed, env))
    at = missed
  }
}

function firstWith(
  operands: readonly unknown[],
  env: Env,
  wanted: boolean,
): readonly [unknown, boolean | string] {
  for (const operand of operands) {
    const answer = answerOf(operand, env)
    if (answer === wanted || typeof answer === 'string') return [operand, answer]
  }
  return [undefined, !wanted]
}

function lifted(body: unknown, env: Env): Found | undefined {
  const [met, answer] = firstWith(operandsOf('||', body), env, true)
  if (met === undefined) return undefined
  const negated = { '!': { arg: met } }
  return typeof answer === 'string'
    ? found('error', met, answer)
    : found('unsatisfied', negated, sawOf(met, env))
}

function failedClause(est: unknown, env: Env): Found | undefined {
  for (const clause of listOf(part(est, 'conditions'))) {
    const body = part(clause, 'body')
    const failed = part(clause, 'kind') === 'unless' ? lifted(body, env) : firstFalse(body, env)
    if (failed !== undefined) return failed
  }
  return undefined
}

/** What kept a policy in Cedar's JSON form, which compiles, from being satisfied. */
function traceOf(policyId: string, est: unknown, env: Env): PolicyTrace {
  const missed = elsewhere(est, env)
  if (missed !== undefined) return { policyId, outcome: 'elsewhere', failed: missed }
  const failed = failedClause(est, env)
  return failed === undefined ? { policyId, outcome: 'satisfied' } : { policyId, ...failed }
}

/** What each policy that is not off made of a request; empty when the request cannot be read. */
function tracesOf(
  { asked }: Pick<PolicySet, 'asked'>,
  request: CedarRequest,
  work: Work,
): readonly PolicyTrace[] {
  try {
    const env = envOf(request, request.entities, work)
    return asked.map(({ id, json }) => traceOf(id, json, env))
  } catch {
    return []
  }
}

function isTelling({ outcome }: PolicyTrace): boolean {
  return outcome === 'satisfied' || outcome === 'error'
}

/** What each policy that is not off made of the requests of one view, under the first label that it met. */
export function tracesOfView(
  set: Pick<PolicySet, 'asked'>,
  requests: readonly CedarRequest[],
  work: Work,
): readonly PolicyTrace[] {
  const [first = [], ...others] = requests.map((request) => tracesOf(set, request, work))
  if (others.length === 0) return first
  return first.map(
    (trace, at) => [trace, ...others.flatMap((other) => other[at] ?? [])].find(isTelling) ?? trace,
  )
}
