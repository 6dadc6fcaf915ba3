import type { CompiledPolicy } from './policy.ts'
import type { Env } from './program.ts'
import type { Constraint, Slot } from './scope.ts'
import { ancestorsOf } from './store.ts'
import { keyOf } from './value.ts'

/** A policy and what is left to check of its scope. */
export interface Candidate {
  readonly policy: CompiledPolicy
  readonly scope: readonly Constraint[]
}

type ByKey = Map<string, Candidate[]>

/** All policies of a set, each in the one slice where the fewest requests meet it. */
export interface Slices {
  /** By the key of the entity that must be in the slot. */
  readonly exact: ReadonlyMap<Slot, ByKey>
  /** By the key of an entity that the one in the slot must be or be below. */
  readonly below: ReadonlyMap<Slot, ByKey>
  readonly rest: readonly Candidate[]
}

const SLOTS = ['resource', 'principal', 'action'] as const

// An agent or a tool is named by few policies, a group by more, an action by most.
const ORDER = (scope: readonly Constraint[]): Constraint | undefined =>
  [
    scope.find(({ slot, op }) => op === 'equal' && slot !== 'action'),
    scope.find(({ slot, op }) => op === 'in' && slot !== 'action'),
    scope.find(({ slot, op }) => slot === 'action' && op !== 'is'),
  ].find((constraint) => constraint !== undefined)

const place = (slice: ByKey | undefined, constraint: Constraint, candidate: Candidate): void => {
  for (const key of new Set(constraint.entities.map(keyOf))) {
    const kept = slice?.get(key)
    if (kept === undefined) slice?.set(key, [candidate])
    else kept.push(candidate)
  }
}

/** Sorts policies into slices. */
export const slicesOf = (policies: readonly CompiledPolicy[]): Slices => {
  const empty = (): Map<Slot, ByKey> => new Map(SLOTS.map((slot) => [slot, new Map<string, Candidate[]>()]))
  const exact = empty()
  const below = empty()
  const rest: Candidate[] = []
  for (const policy of policies) {
    const chosen = ORDER(policy.scope)
    if (chosen === undefined) {
      rest.push({ policy, scope: policy.scope })
      continue
    }
    const scope = policy.scope.filter((constraint) => constraint !== chosen || chosen.type !== undefined)
    place((chosen.op === 'equal' ? exact : below).get(chosen.slot), chosen, { policy, scope })
  }
  return { exact, below, rest }
}

const NONE: readonly Candidate[] = []

/** The candidates under an entity and all it is in; a policy that names several of these comes once. */
const candidatesBelow = (
  slice: ByKey | undefined,
  key: string,
  slot: Slot,
  env: Env,
): readonly Candidate[] => {
  if (slice === undefined || slice.size === 0) return NONE
  const own = slice.get(key) ?? NONE
  const data = env[`${slot}Data`]
  if (data === undefined || data.parents.length === 0) return own
  const all = new Set(own)
  for (const ancestor of ancestorsOf(env.store, data))
    for (const candidate of slice.get(ancestor) ?? NONE) all.add(candidate)
  return [...all]
}

/** The lists of candidates that a request has to be put to. */
export const candidatesFor = (slices: Slices, env: Env): (readonly Candidate[])[] => {
  const lists = [slices.rest]
  for (const slot of SLOTS) {
    const key = keyOf(env[slot])
    const exact = slices.exact.get(slot)?.get(key)
    if (exact !== undefined) lists.push(exact)
    const below = candidatesBelow(slices.below.get(slot), key, slot, env)
    if (below.length > 0) lists.push(below)
  }
  return lists
}
