// Compiles Cedar policies into closures and evaluates requests against them as Cedar does.
import { toEntity, toValue } from './data.ts'
import { CompileError, EvaluationError, RequestError, TOO_MUCH } from './failure.ts'
import { compilePolicy } from './policy.ts'
import type { Env } from './program.ts'
import { fits } from './scope.ts'
import { type Candidate, candidatesFor, type Slices, slicesOf } from './slices.ts'
import { find, storeOf } from './store.ts'
import { createWork, isSpent, type Work } from './work.ts'

/** A set of compiled policies. */
export type CompiledSet = {
  readonly size: number
  readonly slices: Slices
}

/** A request in Cedar's JSON form; integers beyond 2^53 - 1 are bigints. */
export type RawRequest = {
  readonly principal: unknown
  readonly action: unknown
  readonly resource: unknown
  readonly context: unknown
}

/** What Cedar answers: a policy that errs is skipped, which the caller must not read as consent. */
export type Outcome = {
  readonly decision: 'allow' | 'deny'
  /** The ids of the policies that decided, sorted. */
  readonly determining: string[]
  /** The ids of all satisfied policies, whatever the decision, sorted. */
  readonly permits: string[]
  readonly forbids: string[]
  /** The policies that failed, sorted by id. */
  readonly errors: { readonly policyId: string; readonly message: string }[]
}

/** Compiles policies in Cedar's JSON form under the given ids, else `policy0`, `policy1`, …; throws `CompileError`. */
export function compilePolicies(est: readonly unknown[], ids?: readonly string[]): CompiledSet {
  const policies = est.map((policy, at) => compilePolicy(ids?.[at] ?? `policy${at}`, policy))
  if (new Set(policies.map(({ id }) => id)).size < policies.length)
    throw new CompileError('two policies of one id')
  return { size: policies.length, slices: slicesOf(policies) }
}

/** Reads a request and its entities, which is the first of the work that is counted; throws `RequestError` or `EvaluationError`. */
export function envOf(request: RawRequest, entities: readonly unknown[], work: Work = createWork()): Env {
  const principal = toEntity(request.principal)
  const action = toEntity(request.action)
  const resource = toEntity(request.resource)
  const context = toValue(request.context)
  if (typeof context !== 'object' || context.kind !== 'record')
    throw new RequestError('the context is not a record')
  const store = storeOf(entities, work)
  return {
    principal,
    action,
    resource,
    context,
    store,
    work,
    principalData: find(store, principal),
    actionData: find(store, action),
    resourceData: find(store, resource),
  }
}

type Tally = {
  permits: string[]
  forbids: string[]
  errors: { policyId: string; message: string }[]
}

function holds({ policy, scope }: Candidate, env: Env): boolean {
  for (const constraint of scope) if (!fits(constraint, env)) return false
  if (policy.condition === undefined) return true
  const answer = policy.condition(env)
  if (typeof answer !== 'boolean') throw NOT_BOOLEAN
  return answer
}

const NOT_BOOLEAN = new EvaluationError('the condition is not a boolean')

function judge(candidate: Candidate, env: Env, tally: Tally): void {
  const { policy } = candidate
  try {
    // What one policy looks at is counted afterwards, so each of many could look once more.
    if (isSpent(env.work)) throw TOO_MUCH
    if (holds(candidate, env)) (policy.effect === 'permit' ? tally.permits : tally.forbids).push(policy.id)
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error
    tally.errors.push({ policyId: policy.id, message: error.message })
  }
}

function byId(a: { policyId: string }, b: { policyId: string }): number {
  return a.policyId < b.policyId ? -1 : 1
}

/**
 * Answers as Cedar's authorizer does, in time linear in the size of the set. Throws `RequestError` or
 * `EvaluationError` when the request or the entities cannot be read.
 */
export function evaluate(
  { slices }: CompiledSet,
  request: RawRequest,
  entities: readonly unknown[],
  work?: Work,
): Outcome {
  const env = envOf(request, entities, work)
  const tally: Tally = { permits: [], forbids: [], errors: [] }
  for (const candidates of candidatesFor(slices, env))
    for (const candidate of candidates) judge(candidate, env, tally)
  const allowed = tally.forbids.length === 0 && tally.permits.length > 0
  const permits = tally.permits.sort()
  const forbids = tally.forbids.sort()
  return {
    decision: allowed ? 'allow' : 'deny',
    determining: allowed ? permits : forbids,
    permits,
    forbids,
    errors: tally.errors.sort(byId),
  }
}
