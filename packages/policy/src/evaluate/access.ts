// Compiles the operators on attributes, tags, types and ancestors, and `like`.
import { CompileError, NO_ENTITY, NO_TAG, noAttribute, TYPE_ERROR } from './failure.ts'
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

export function asEntity(value: Value): EntityValue {
  if (typeof value !== 'object' || value.kind !== 'entity') throw TYPE_ERROR
  return value
}

function asText(value: Value): string {
  if (typeof value !== 'string') throw TYPE_ERROR
  return value
}

/** The attributes of a record or entity; undefined for an entity that the request does not bring. */
function attributesOf(env: Env, value: Value): ReadonlyMap<string, Value> | undefined {
  if (typeof value !== 'object') throw TYPE_ERROR
  if (value.kind === 'record') return value.members
  if (value.kind !== 'entity') throw TYPE_ERROR
  return find(env.store, value)?.attributes
}

type Attributes = (env: Env) => ReadonlyMap<string, Value> | undefined

type Data = (env: Env) => EntityData | undefined

const DATA: ReadonlyMap<string | undefined, Data> = new Map<string | undefined, Data>([
  ['principal', (env) => env.principalData],
  ['action', (env) => env.actionData],
  ['resource', (env) => env.resourceData],
])

function attributes({ run, variable }: Compiled): Attributes {
  if (variable === 'context') return (env) => env.context.members
  const data = DATA.get(variable)
  return data === undefined ? (env) => attributesOf(env, run(env)) : (env) => data(env)?.attributes
}

/** The data of the entity that an expression answers. */
function dataOf({ run, variable }: Compiled): Data {
  return DATA.get(variable) ?? ((env) => find(env.store, asEntity(run(env))))
}

function ofContext(name: string): Compiled {
  const missing = noAttribute(name)
  const run: Run = (env) => {
    const value = env.context.members.get(name)
    if (value === undefined) throw missing
    return value
  }
  return { run, ofContext: name }
}

const get: Operator = (args, child) => {
  const from = child(part(args, 'left'))
  const name = textPart(args, 'attr')
  if (from.variable === 'context') return ofContext(name)
  const members = attributes(from)
  const missing = noAttribute(name)
  const run: Run = (env) => {
    const known = members(env)
    if (known === undefined) throw NO_ENTITY
    const value = known.get(name)
    if (value === undefined) throw missing
    return value
  }
  return { run }
}

function hasAll(first: Attributes, names: readonly string[]): Run {
  return (env) => {
    let members = first(env)
    for (const [at, name] of names.entries()) {
      const value = members?.get(name)
      if (value === undefined) return false
      if (at + 1 < names.length) members = attributesOf(env, value)
    }
    return true
  }
}

/** `a has b.c` is short for `a has b && a.b has c`. */
const has: Operator = (args, child) => {
  const from = child(part(args, 'left'))
  const members = attributes(from)
  const attr = part(args, 'attr')
  const names = (Array.isArray(attr) ? attr : [attr]).map((name: unknown) => {
    if (typeof name !== 'string') throw new CompileError('an attribute is not a string')
    return name
  })
  const [name] = names
  if (name === undefined) throw new CompileError('no attribute is named')
  if (names.length > 1) return { run: hasAll(members, names) }
  if (from.variable === 'context') return { run: (env) => env.context.members.has(name) }
  return { run: (env) => members(env)?.has(name) ?? false }
}

const getTag = binary((left, { run }) => {
  const data = dataOf(left)
  return (env) => {
    const known = data(env)
    const name = asText(run(env))
    if (known === undefined) throw NO_ENTITY
    const tag = known.tags.get(name)
    if (tag === undefined) throw NO_TAG
    return tag
  }
})

const hasTag = binary((left, { run }) => {
  const data = dataOf(left)
  return (env) => {
    const known = data(env)
    const name = asText(run(env))
    return known?.tags.has(name) ?? false
  }
})

function inAny(env: Env, entity: EntityValue, others: Value): boolean {
  if (typeof others !== 'object' || others.kind !== 'set') return isIn(env.store, entity, asEntity(others))
  // All of the set must be entities, also after one that matches.
  return others.items.map(asEntity).some((other) => isIn(env.store, entity, other))
}

const within = binary(({ run: left }, { run: right }) => (env) => {
  const entity = left(env)
  const others = right(env)
  return inAny(env, asEntity(entity), others)
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
  return { run: (env) => matches(asText(run(env)), env.work) }
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
