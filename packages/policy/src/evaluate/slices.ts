// An index of policies by scope, so that a request is checked only against those that may match.
import type { CompiledPolicy } from './policy.ts'
import type { Env } from './program.ts'
import type { Constraint, Slot } from './scope.ts'
import { ancestorsOf } from './store.ts'
import { type EntityValue, entityKey } from './value.ts'

/** A policy and what is left to check of its scope. */
export type Candidate = {
  readonly policy: CompiledPolicy
  readonly scope: readonly Constraint[]
}

type ByKey = Map<string, Candidate[]>
type ByName = Map<string, Map<string, Candidate[]>>

/** All policies of a set, each in the one slice where the fewest requests meet it. */
export type Slices = {
  /** By the type and id of the entity that must be in the slot. */
  readonly exact: Readonly<Record<Slot, ByName>>
  /** By the key of an entity that the one in the slot must be or be below. */
  readonly below: Readonly<Record<Slot, ByKey>>
  readonly rest: readonly Candidate[]
}

const SLOTS = ['resource', 'principal', 'action'] as const

// An agent or a tool is named by few policies, a group by more, an action by most.
function choose(scope: readonly Constraint[]): Constraint | undefined {
  return [
    scope.find(({ slot, op }) => op === 'equal' && slot !== 'action'),
    scope.find(({ slot, op }) => op === 'in' && slot !== 'action'),
    scope.find(({ slot, op }) => slot === 'action' && op !== 'is'),
  ].find((constraint) => constraint !== undefined)
}

function push(slice: ByKey, key: string, candidate: Candidate): void {
  const kept = slice.get(key)
  if (kept === undefined) slice.set(key, [candidate])
  else kept.push(candidate)
}

function placeExact(slice: ByName, { type, id }: EntityValue, candidate: Candidate): void {
  const ofType = slice.get(type) ?? new Map<string, Candidate[]>()
  slice.set(type, ofType)
  push(ofType, id, candidate)
}

function place(
  slices: Pick<Slices, 'exact' | 'below'>,
  { slot, op, entities }: Constraint,
  candidate: Candidate,
): void {
  if (op === 'equal') for (const entity of entities) placeExact(slices.exact[slot], entity, candidate)
  else for (const key of new Set(entities.map(entityKey))) push(slices.below[slot], key, candidate)
}

/** Sorts policies into slices. */
export function slicesOf(policies: readonly CompiledPolicy[]): Slices {
  const exact: Slices['exact'] = { principal: new Map(), action: new Map(), resource: new Map() }
  const below: Slices['below'] = { principal: new Map(), action: new Map(), resource: new Map() }
  const rest: Candidate[] = []
  for (const policy of policies) {
    const chosen = choose(policy.scope)
    if (chosen === undefined) {
      rest.push({ policy, scope: policy.scope })
      continue
    }
    const scope = policy.scope.filter((constraint) => constraint !== chosen || chosen.type !== undefined)
    place({ exact, below }, chosen, { policy, scope })
  }
  return { exact, below, rest }
}

const NONE: readonly Candidate[] = []

/** The candidates under an entity and all it is in; a policy that names several of these comes once. */
function candidatesBelow(slice: ByKey, slot: Slot, env: Env): readonly Candidate[] {
  const own = slice.get(entityKey(env[slot])) ?? NONE
  const data = env[`${slot}Data`]
  if (data === undefined || data.parents.length === 0) return own
  const all = new Set(own)
  for (const ancestor of ancestorsOf(env.store, data))
    for (const candidate of slice.get(ancestor) ?? NONE) all.add(candidate)
  return [...all]
}

/** The lists of candidates that a request has to be put to. */
export function candidatesFor({ exact, below, rest }: Slices, env: Env): (readonly Candidate[])[] {
  const lists = [rest]
  for (const slot of SLOTS) {
    const own = exact[slot].get(env[slot].type)?.get(env[slot].id)
    if (own !== undefined) lists.push(own)
    if (below[slot].size > 0) lists.push(candidatesBelow(below[slot], slot, env))
  }
  return lists
}
