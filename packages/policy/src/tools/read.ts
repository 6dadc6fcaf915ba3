// Reads the Cedar type of a tool's arguments from its JSON Schema, which is not trusted.
import type { ArgumentsMember, ArgumentsRecord, ArgumentsType } from '../model/tool.ts'
import { isJson, type Json, own } from './keywords.ts'
import { schemaAt } from './reference.ts'
import { joined, sameOf } from './union.ts'

// A schema comes from a stranger's tool: no more than this is looked at, the rest is dropped.
const DEPTH = 8
const NODES = 10_000
const MEMBERS = 256
const DROPPED = 100
const NAME = 256

type Schema = Json

type Scope = {
  readonly root: Schema
  readonly dropped: string[]
  left: number
}

type Place = {
  readonly path: string
  readonly depth: number
  /** The references that are being followed: one that is met again is a recursion. */
  readonly refs: readonly string[]
}

/** What a schema describes: no type when Cedar has none for it. */
type Shape = {
  readonly type?: ArgumentsType
  readonly nullable: boolean
}

const UNTYPED: Shape = { nullable: false }

const isSchema = isJson

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

// Cedar's JSON form reads these as entities and extension values.
const ESCAPES = new Set(['__entity', '__extn', '__expr'])

function nameable(name: string): boolean {
  return name.length <= NAME && name.isWellFormed() && !ESCAPES.has(name)
}

function referred(scope: Scope, ref: string, place: Place): Shape {
  if (place.refs.includes(ref) || place.refs.length >= DEPTH) return UNTYPED
  return read(scope, schemaAt(scope.root, ref), { ...place, refs: [...place.refs, ref] })
}

function memberOf(scope: Scope, name: string, schema: unknown, required: boolean, place: Place) {
  const path = place.path === '' ? name : `${place.path}.${name}`
  const { type, nullable } = nameable(name)
    ? read(scope, schema, { ...place, path, depth: place.depth + 1 })
    : UNTYPED
  if (type !== undefined) return { type, required: required && !nullable }
  if (scope.dropped.length < DROPPED) scope.dropped.push(path.slice(0, NAME).toWellFormed())
  return undefined
}

function recordOf(scope: Scope, schema: Schema, place: Place): ArgumentsRecord | undefined {
  const properties = own(schema, 'properties')
  const entries = isSchema(properties) ? Object.entries(properties) : []
  scope.left -= entries.length
  if (scope.left < 0) return undefined
  const required = new Set(listOf(own(schema, 'required')))
  const members = new Map<string, ArgumentsMember>()
  for (const [name, inner] of entries) {
    const member =
      members.size < MEMBERS ? memberOf(scope, name, inner, required.has(name), place) : undefined
    if (member !== undefined) members.set(name, member)
  }
  const closed = own(schema, 'additionalProperties') === false && !isSchema(own(schema, 'patternProperties'))
  return { kind: 'record', members, named: new Set(entries.map(([name]) => name)), closed }
}

function setOf(scope: Scope, schema: Schema, place: Place): ArgumentsType | undefined {
  if (own(schema, 'prefixItems') !== undefined) return undefined
  const { type, nullable } = read(scope, own(schema, 'items'), { ...place, depth: place.depth + 1 })
  return type === undefined || nullable ? undefined : { kind: 'set', of: type }
}

const KINDS: Readonly<Record<string, ArgumentsType>> = {
  string: { kind: 'string' },
  boolean: { kind: 'bool' },
  integer: { kind: 'long' },
  number: { kind: 'decimal' },
}

function typeNamed(scope: Scope, name: unknown, schema: Schema, place: Place): ArgumentsType | undefined {
  if (name === 'object') return recordOf(scope, schema, place)
  if (name === 'array') return setOf(scope, schema, place)
  return typeof name === 'string' && Object.hasOwn(KINDS, name) ? KINDS[name] : undefined
}

function nameOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

/** The names of the types that a schema allows, as it says them or as its other keywords show. */
function typeNames(schema: Schema): readonly unknown[] {
  const type = own(schema, 'type')
  if (Array.isArray(type)) return type.slice(0, DEPTH)
  if (type !== undefined) return [type]
  if (isSchema(own(schema, 'properties'))) return ['object']
  if (own(schema, 'items') !== undefined) return ['array']
  const values = Object.hasOwn(schema, 'const') ? [schema.const] : listOf(own(schema, 'enum'))
  return [...new Set(values.slice(0, NODES).map(nameOf))]
}

function typed(scope: Scope, schema: Schema, place: Place): Shape {
  const names = [...new Set(typeNames(schema))]
  const types = names.filter((name) => name !== 'null').map((name) => typeNamed(scope, name, schema, place))
  const type = sameOf(types)
  return { ...(type !== undefined && { type }), nullable: names.includes('null') }
}

function eachOf(scope: Scope, list: readonly unknown[], place: Place): Shape[] {
  return list.slice(0, MEMBERS).map((inner) => read(scope, inner, { ...place, depth: place.depth + 1 }))
}

/** One of several: their common type, or the record of all members that any of them may have. */
function alternatives(scope: Scope, list: readonly unknown[], place: Place): Shape {
  function isNull(inner: unknown): boolean {
    return isSchema(inner) && own(inner, 'type') === 'null'
  }
  const shapes = eachOf(
    scope,
    list.filter((inner) => !isNull(inner)),
    place,
  )
  const types = shapes.map(({ type }) => type)
  const type = list.length > MEMBERS ? undefined : joined(types, 'any')
  return {
    ...(type !== undefined && { type }),
    nullable: list.some(isNull) || shapes.some(({ nullable }) => nullable),
  }
}

/** All at once: what only some of them say counts. */
function together(scope: Scope, schema: Schema, list: readonly unknown[], place: Place): Shape {
  const shapes = [typed(scope, schema, place), ...eachOf(scope, list, place)]
  const said = shapes.filter(({ type }) => type !== undefined)
  const type = joined(
    said.map(({ type }) => type),
    'all',
  )
  return { ...(type !== undefined && { type }), nullable: said.every(({ nullable }) => nullable) }
}

function read(scope: Scope, schema: unknown, place: Place): Shape {
  scope.left -= 1
  if (!isSchema(schema) || scope.left < 0 || place.depth > DEPTH) return UNTYPED
  const ref = own(schema, '$ref')
  if (typeof ref === 'string') return referred(scope, ref, place)
  const all = listOf(own(schema, 'allOf'))
  if (all.length > 0) return together(scope, schema, all, place)
  const any = [...listOf(own(schema, 'anyOf')), ...listOf(own(schema, 'oneOf'))]
  const open = typeNames(schema).every((name) => name === 'object') && own(schema, 'properties') === undefined
  return any.length > 0 && open ? alternatives(scope, any, place) : typed(scope, schema, place)
}

/** The Cedar type of what a JSON Schema describes, and the members for which Cedar has none. */
export function argumentsTypeOf(inputSchema: Schema): { type: ArgumentsRecord; dropped: string[] } {
  const scope: Scope = { root: inputSchema, dropped: [], left: NODES }
  const { type } = read(scope, inputSchema, { path: '', depth: 0, refs: [] })
  const record: ArgumentsRecord =
    type?.kind === 'record' ? type : { kind: 'record', members: new Map(), named: new Set(), closed: false }
  return { type: record, dropped: [...new Set(scope.dropped)] }
}
