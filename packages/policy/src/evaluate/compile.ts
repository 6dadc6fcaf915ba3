// Compiles Cedar policies into closures and evaluates requests against them as Cedar does.
import { openRecord, toEntity } from './data.ts'
import { CompileError, EvaluationError, TOO_MUCH } from './failure.ts'
import { type CompiledPolicy, compilePolicy } from './policy.ts'
import type { Env } from './program.ts'
import { fits } from './scope.ts'
import { belowFor, type Candidate, exactlyFor, SLOTS, type Slices, slicesOf } from './slices.ts'
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
  const context = openRecord(request.context)
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

/** Lists that are made for the first who comes: of most sets few policies are satisfied. */
type Tally = {
  permits: string[] | undefined
  forbids: string[] | undefined
  errors: { policyId: string; message: string }[] | undefined
}

function withOne<T>(list: T[] | undefined, one: T): T[] {
  if (list === undefined) return [one]
  list.push(one)
  return list
}

function count(tally: Tally, { effect, id }: CompiledPolicy): void {
  if (effect === 'permit') tally.permits = withOne(tally.permits, id)
  else tally.forbids = withOne(tally.forbids, id)
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
    if (holds(candidate, env)) count(tally, policy)
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error
    tally.errors = withOne(tally.errors, { policyId: policy.id, message: error.message })
  }
}

function judgeAll(candidates: readonly Candidate[], env: Env, tally: Tally): void {
  for (const candidate of candidates) judge(candidate, env, tally)
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
  const tally: Tally = { permits: undefined, forbids: undefined, errors: undefined }
  judgeAll(slices.rest, env, tally)
  for (const slot of SLOTS) {
    judgeAll(exactlyFor(slices, slot, env), env, tally)
    judgeAll(belowFor(slices, slot, env), env, tally)
  }
  const { permits = [], forbids = [], errors = [] } = tally
  permits.sort()
  forbids.sort()
  const allowed = forbids.length === 0 && permits.length > 0
  return {
    decision: allowed ? 'allow' : 'deny',
    determining: allowed ? permits : forbids,
    permits,
    forbids,
    errors: errors.sort(byId),
  }
}
