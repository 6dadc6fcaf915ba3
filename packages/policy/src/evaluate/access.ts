// Compiles the operators on attributes, tags, types and ancestors, and `like`.
import { memberOf } from './data.ts'
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

/** The member of that name of what an expression answers. */
type Member = (env: Env, name: string) => Value | undefined

type Data = (env: Env) => EntityData | undefined

const DATA: ReadonlyMap<string | undefined, Data> = new Map<string | undefined, Data>([
  ['principal', (env) => env.principalData],
  ['action', (env) => env.actionData],
  ['resource', (env) => env.resourceData],
])

function attributes({ run, variable }: Compiled): Attributes {
  const data = DATA.get(variable)
  return data === undefined ? (env) => attributesOf(env, run(env)) : (env) => data(env)?.attributes
}

function member(from: Compiled): Member {
  if (from.variable === 'context') return (env, name) => memberOf(env.context, name)
  const members = attributes(from)
  return (env, name) => members(env)?.get(name)
}

/** The data of the entity that an expression answers. */
function dataOf({ run, variable }: Compiled): Data {
  return DATA.get(variable) ?? ((env) => find(env.store, asEntity(run(env))))
}

function ofContext(name: string): Compiled {
  const missing = noAttribute(name)
  const run: Run = (env) => {
    const value = memberOf(env.context, name)
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

function hasAll(memberOfFirst: Member, [first, ...rest]: readonly [string, ...string[]]): Run {
  return (env) => {
    let value = memberOfFirst(env, first)
    for (const name of rest) {
      if (value === undefined) return false
      value = attributesOf(env, value)?.get(name)
    }
    return value !== undefined
  }
}

/** `a has b.c` is short for `a has b && a.b has c`. */
const has: Operator = (args, child) => {
  const of = member(child(part(args, 'left')))
  const attr = part(args, 'attr')
  const names = (Array.isArray(attr) ? attr : [attr]).map((name: unknown) => {
    if (typeof name !== 'string') throw new CompileError('an attribute is not a string')
    return name
  })
  const [name, ...more] = names
  if (name === undefined) throw new CompileError('no attribute is named')
  return { run: more.length > 0 ? hasAll(of, [name, ...more]) : (env) => of(env, name) !== undefined }
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
