// The scope of a policy: which principals, actions and resources it applies to.
import { toEntity } from './data.ts'
import { CompileError } from './failure.ts'
import { type Env, listOf, part, textPart } from './program.ts'
import { isIn } from './store.ts'
import type { EntityValue } from './value.ts'

/** The three entities of a request that a scope can name. */
export type Slot = 'principal' | 'action' | 'resource'

/** What a policy's head asks of one of them. */
export type Constraint = {
  readonly slot: Slot
  readonly op: 'all' | 'is' | 'equal' | 'in'
  /** The entities it names; one of them has to fit. */
  readonly entities: readonly EntityValue[]
  /** The entity type it asks for, if any. */
  readonly type: string | undefined
}

function entityOf(json: unknown): EntityValue {
  try {
    return toEntity(part(json, 'entity'))
  } catch (error) {
    throw new CompileError(error instanceof Error ? error.message : 'malformed scope')
  }
}

function inOf(json: object): readonly EntityValue[] {
  return Object.hasOwn(json, 'entities')
    ? listOf(part(json, 'entities')).map((entity) => entityOf({ entity }))
    : [entityOf(json)]
}

/** Reads one line of a policy's head; throws `CompileError`, also on the slots of templates. */
export function constraintOf(slot: Slot, policy: unknown): Constraint {
  const json = part(policy, slot)
  const op = textPart(json, 'op')
  const none = { slot, entities: [], type: undefined }
  if (op === 'All') return { ...none, op: 'all' }
  if (op === '==') return { ...none, op: 'equal', entities: [entityOf(json)] }
  if (op === 'in') return { ...none, op: 'in', entities: inOf(json as object) }
  if (op !== 'is') throw new CompileError('unknown operator in a scope')
  const type = textPart(json, 'entity_type')
  if (!Object.hasOwn(json as object, 'in')) return { ...none, op: 'is', type }
  return { slot, op: 'in', type, entities: [entityOf(part(json, 'in'))] }
}

/** Whether a request's entity fits. */
export function fits({ slot, op, entities, type }: Constraint, env: Env): boolean {
  const entity = env[slot]
  if (type !== undefined && entity.type !== type) return false
  if (op === 'in') return entities.some((other) => isIn(env.store, entity, other))
  return op !== 'equal' || (entity.id === entities[0]?.id && entity.type === entities[0].type)
}
