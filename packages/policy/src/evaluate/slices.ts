// An index of policies by scope, so that a request is checked only against those that may match.
import type { CompiledPolicy } from './policy.ts'
import type { Env } from './program.ts'
import type { Constraint, Slot } from './scope.ts'
import { ancestorsOf, type EntityData } from './store.ts'
import { type EntityValue, entityKey } from './value.ts'

/** A policy and what is left to check of its scope. */
export type Candidate = {
  readonly policy: CompiledPolicy
  readonly scope: readonly Constraint[]
}

type ByKey = Map<string, Candidate[]>
type ByName = Map<string, Map<string, Candidate[]>>

/** The same lists by the names of entities, and by their keys for those that one is in. */
type Below = { readonly byName: ByName; readonly byKey: ByKey }

/** All policies of a set, each in the one slice where the fewest requests meet it. */
export type Slices = {
  /** By the type and id of the entity that must be in the slot. */
  readonly exact: Readonly<Record<Slot, ByName>>
  /** By the key of an entity that the one in the slot must be or be below. */
  readonly below: Readonly<Record<Slot, Below>>
  readonly rest: readonly Candidate[]
}

export const SLOTS = ['resource', 'principal', 'action'] as const

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
  else for (const entity of distinct(entities)) placeBelow(slices.below[slot], entity, candidate)
}

function distinct(entities: readonly EntityValue[]): Iterable<EntityValue> {
  return new Map(entities.map((entity) => [entityKey(entity), entity])).values()
}

function placeBelow({ byName, byKey }: Below, entity: EntityValue, candidate: Candidate): void {
  placeExact(byName, entity, candidate)
  push(byKey, entityKey(entity), candidate)
}

function nothingBelow(): Below {
  return { byName: new Map(), byKey: new Map() }
}

/** Sorts policies into slices. */
export function slicesOf(policies: readonly CompiledPolicy[]): Slices {
  const exact: Slices['exact'] = { principal: new Map(), action: new Map(), resource: new Map() }
  const below: Slices['below'] = {
    principal: nothingBelow(),
    action: nothingBelow(),
    resource: nothingBelow(),
  }
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

function named(slice: ByName, { type, id }: EntityValue): readonly Candidate[] {
  return slice.get(type)?.get(id) ?? NONE
}

/** The candidates under the very entity of a slot. */
export function exactlyFor({ exact }: Slices, slot: Slot, env: Env): readonly Candidate[] {
  return exact[slot].size === 0 ? NONE : named(exact[slot], env[slot])
}

function dataIn(env: Env, slot: Slot): EntityData | undefined {
  if (slot === 'resource') return env.resourceData
  return slot === 'principal' ? env.principalData : env.actionData
}

/** The candidates under an entity and all it is in; a policy that names several of these comes once. */
export function belowFor({ below }: Slices, slot: Slot, env: Env): readonly Candidate[] {
  const { byName, byKey } = below[slot]
  if (byKey.size === 0) return NONE
  const own = named(byName, env[slot])
  const data = dataIn(env, slot)
  if (data === undefined || data.parents.length === 0) return own
  const all = new Set(own)
  for (const ancestor of ancestorsOf(env.store, data))
    for (const candidate of byKey.get(ancestor) ?? NONE) all.add(candidate)
  return [...all]
}
