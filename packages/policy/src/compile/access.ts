import { CompileError, EvaluationError, NO_ENTITY, NO_TAG, TYPE_ERROR } from './failure.ts'
import { type Pattern, patternOf } from './like.ts'
import {
  binary,
  type Child,
  type Compiled,
  type Env,
  listOf,
  type Operator,
  part,
  type Run,
  textPart,
} from './program.ts'
import { type EntityData, find, isIn } from './store.ts'
import type { EntityValue, Value } from './value.ts'

export const asEntity = (value: Value): EntityValue => {
  if (typeof value !== 'object' || value.kind !== 'entity') throw TYPE_ERROR
  return value
}

const asText = (value: Value): string => {
  if (typeof value !== 'string') throw TYPE_ERROR
  return value
}

/** The attributes of a record or entity; undefined for an entity that the request does not bring. */
const attributesOf = (env: Env, value: Value): ReadonlyMap<string, Value> | undefined => {
  if (typeof value !== 'object') throw TYPE_ERROR
  if (value.kind === 'record') return value.members
  if (value.kind !== 'entity') throw TYPE_ERROR
  return find(env.store, value)?.attributes
}

type Attributes = (env: Env) => ReadonlyMap<string, Value> | undefined

const OF_VARIABLE: ReadonlyMap<string, (env: Env) => EntityData | undefined> = new Map([
  ['principal', (env: Env) => env.principalData],
  ['action', (env: Env) => env.actionData],
  ['resource', (env: Env) => env.resourceData],
])

const attributes = ({ run, variable }: Compiled): Attributes => {
  if (variable === 'context') return (env) => env.context.members
  const data = OF_VARIABLE.get(variable ?? '')
  if (data !== undefined) return (env) => data(env)?.attributes
  return (env) => attributesOf(env, run(env))
}

const getting = (from: Compiled, name: string): Run => {
  const members = attributes(from)
  const missing = new EvaluationError(`no attribute \`${name}\``)
  return (env) => {
    const known = members(env)
    if (known === undefined) throw NO_ENTITY
    const value = known.get(name)
    if (value === undefined) throw missing
    return value
  }
}

const get: Operator = (args, child) => ({
  run: getting(child(part(args, 'left')), textPart(args, 'attr')),
})

const hasAll =
  (first: Attributes, names: readonly string[]): Run =>
  (env) => {
    let members = first(env)
    for (const [at, name] of names.entries()) {
      const value = members?.get(name)
      if (value === undefined) return false
      if (at + 1 < names.length) members = attributesOf(env, value)
    }
    return true
  }

/** `a has b.c` is short for `a has b && a.b has c`. */
const has: Operator = (args, child) => {
  const members = attributes(child(part(args, 'left')))
  const attr = part(args, 'attr')
  const names = (Array.isArray(attr) ? attr : [attr]).map((name: unknown) => {
    if (typeof name !== 'string') throw new CompileError('an attribute is not a text')
    return name
  })
  const [name] = names
  if (name === undefined) throw new CompileError('no attribute is named')
  if (names.length > 1) return { run: hasAll(members, names) }
  return { run: (env) => members(env)?.has(name) ?? false }
}

const getTag = binary((left, right) => (env) => {
  const entity = asEntity(left(env))
  const name = asText(right(env))
  const data = find(env.store, entity)
  if (data === undefined) throw NO_ENTITY
  const tag = data.tags.get(name)
  if (tag === undefined) throw NO_TAG
  return tag
})

const hasTag = binary((left, right) => (env) => {
  const entity = asEntity(left(env))
  const name = asText(right(env))
  return find(env.store, entity)?.tags.has(name) ?? false
})

const inAny = (env: Env, entity: EntityValue, others: Value): boolean => {
  if (typeof others !== 'object' || others.kind !== 'set') return isIn(env.store, entity, asEntity(others))
  // All of the set must be entities, also after one that matches.
  return others.items.map(asEntity).some((other) => isIn(env.store, entity, other))
}

const within = binary((left, right) => (env) => {
  const entity = asEntity(left(env))
  return inAny(env, entity, right(env))
})

const is: Operator = (args, child) => {
  const { run } = child(part(args, 'left'))
  const type = textPart(args, 'entity_type')
  if (!Object.hasOwn(args as object, 'in')) return { run: (env) => asEntity(run(env)).type === type }
  const parent = child(part(args, 'in')).run
  return {
    run: (env) => {
      const entity = asEntity(run(env))
      return entity.type === type && inAny(env, entity, parent(env))
    },
  }
}

const like: Operator = (args, child: Child) => {
  const { run } = child(part(args, 'left'))
  const matches: Pattern = patternOf(listOf(part(args, 'pattern')))
  return { run: (env) => matches(asText(run(env))) }
}

/** Attributes, tags, the hierarchy and types of entities, and `like`. */
export const ACCESS: readonly (readonly [string, Operator])[] = [
  ['.', get],
  ['has', has],
  ['getTag', getTag],
  ['hasTag', hasTag],
  ['in', within],
  ['is', is],
  ['like', like],
]
