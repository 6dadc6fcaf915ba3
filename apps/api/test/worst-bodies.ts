// The worst bodies that each operation permits, made from its own schema and limits.
import type { Operation } from '@countersign/contract'
import * as z from 'zod'
import { longText, worstObjects, worstTexts } from './worst-values.ts'

/** A body, and what is bad about it. */
export type WorstBody = { what: string; text: () => string }

type Schema = {
  $ref?: string
  $defs?: Record<string, Schema>
  type?: string | string[]
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  items?: Schema
  anyOf?: Schema[]
  enum?: unknown[]
  const?: unknown
  pattern?: string
  minimum?: number
  maximum?: number
  maxLength?: number
  maxItems?: number
  maxProperties?: number
}

/** Members that must name something real, by name. */
export type Known = Readonly<Record<string, unknown>>

type Place = { member: string; schema: Schema }
type Build = { root: Schema; known: Known }

// A member that is left out makes room: the dear one gets all bytes but these.
const BYTES_FOR_THE_REST = 2048
const VALUES_FOR_THE_REST = 200

/** All of them, or for an operation without a body none. */
export function worstBodies(operation: Operation, known: Known): WorstBody[] {
  const body = operation.input.body
  if (body === undefined) return []
  const root = z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }) as Schema
  const build: Build = { root, known }
  const members = Object.entries(resolve(root, root).properties ?? {})
  const places = members.map(([member, schema]) => ({ member, schema: resolve(schema, root) }))
  const narrow = places.flatMap((place) =>
    worstValues(operation, place).map((value) => ({ place, ...value })),
  )
  const bodies = narrow.map(({ place, what, text }) => {
    const rest = acceptedBeside(operation, build, place)
    return { what: `${place.member}: ${what}`, text: () => joined(rest, place.member, text()) }
  })
  return [...bodies, ...everythingAtOnce(operation, build, places)]
}

/** The hostile values of one member, or none where its schema leaves no choice. */
function worstValues(operation: Operation, { schema }: Place): WorstBody[] {
  const limits = {
    bytes: operation.bodyBytesMax - BYTES_FOR_THE_REST,
    depth: operation.bodyDepthMax - 1,
    values: operation.bodyValuesMax - VALUES_FOR_THE_REST,
  }
  function objects() {
    return Object.entries(worstObjects).map(([what, make]) => ({ what, text: () => make(limits) }))
  }
  function texts(characters?: number) {
    return Object.entries(worstTexts).map(([what, piece]) => ({
      what,
      text: () => longText(piece, limits.bytes, characters),
    }))
  }
  if (isAnyObject(schema)) return objects()
  if (isAnything(schema)) return [...objects(), ...texts()]
  if (schema.type === 'string' && schema.pattern === undefined && schema.enum === undefined) {
    return texts(schema.maxLength)
  }
  const { items, maxItems } = schema
  if (items !== undefined && isAnyObject(items)) {
    const each = {
      ...limits,
      bytes: Math.floor(limits.bytes / Math.min(maxItems ?? 500, 500)) - 1,
      values: Math.floor(limits.values / Math.min(maxItems ?? 500, 500)),
      depth: limits.depth - 1,
    }
    return Object.entries(worstObjects).map(([what, make]) => ({
      what: `many of ${what}`,
      text: () =>
        `[${Array(Math.min(maxItems ?? 500, 500))
          .fill(make(each))
          .join(',')}]`,
    }))
  }
  return []
}

/** Bytes that are left of so many once a value is written as JSON, roughly; negative where there is no room for it. */
function roomAfter(value: unknown, bytes: number): number {
  if (bytes < 0) return bytes
  if (typeof value === 'string') return bytes - value.length - 2
  if (typeof value !== 'object' || value === null) return bytes - 5
  let room = bytes - 2
  for (const [name, member] of Object.entries(value)) {
    room = roomAfter(member, room - (Array.isArray(value) ? 1 : name.length + 4))
    if (room < 0) break
  }
  return room
}

/** One body with every member as large as its schema lets it be. */
function everythingAtOnce(operation: Operation, build: Build, places: readonly Place[]): WorstBody[] {
  const body: Record<string, unknown> = {}
  for (const { member, schema } of places) {
    const value = largest(schema, build, member)
    if (roomAfter(value, operation.bodyBytesMax) >= 0) body[member] = value
  }
  for (let tries = 0; tries < places.length; tries++) {
    const parsed = operation.input.body?.safeParse(body)
    if (parsed?.success) return [{ what: 'every member at its largest', text: () => JSON.stringify(body) }]
    // Members that exclude each other: the one that is complained about goes.
    const wrong = String(parsed?.error.issues[0]?.path[0])
    if (!(wrong in body)) break
    delete body[wrong]
  }
  return []
}

/** With one more known member where the schema asks for one of several, as for a gate or a tool. */
function acceptedBeside(
  operation: Operation,
  build: Build,
  { member, schema }: Place,
): Record<string, unknown> {
  const rest = leastBeside(build, member)
  const value = { [member]: isAnything(schema) ? '' : largest(schema, build, member) }
  function isAccepted(more: Record<string, unknown>): boolean {
    return operation.input.body?.safeParse({ ...rest, ...more, ...value }).success === true
  }
  if (isAccepted({})) return rest
  const names = Object.keys(resolve(build.root, build.root).properties ?? {})
  const more = names
    .filter((name) => name !== member && name in build.known)
    .map((name) => ({ [name]: build.known[name] }))
    .findLast(isAccepted)
  return { ...rest, ...more }
}

/** The least that must stand beside `member` for the body to be accepted. */
function leastBeside(build: Build, member: string): Record<string, unknown> {
  const { required = [], properties = {} } = resolve(build.root, build.root)
  const rest: Record<string, unknown> = {}
  function add(name: string) {
    const schema = properties[name]
    if (schema !== undefined)
      rest[name] = build.known[name] ?? largest(resolve(schema, build.root), build, name)
  }
  for (const name of required) add(name)
  for (const name of ['agent_id', 'action']) if (name in properties && name in build.known) add(name)
  delete rest[member]
  return rest
}

function joined(rest: Record<string, unknown>, member: string, text: string): string {
  const others = JSON.stringify(rest).slice(1, -1)
  return `{${others}${others === '' ? '' : ','}${JSON.stringify(member)}:${text}}`
}

function resolve(schema: Schema, root: Schema): Schema {
  if (schema.$ref !== undefined) {
    const found = root.$defs?.[schema.$ref.replace('#/$defs/', '')]
    if (found === undefined) throw new Error(`a schema refers to \`${schema.$ref}\`, which is not there`)
    return resolve(found, root)
  }
  const other = schema.anyOf?.find(({ type }) => type !== 'null')
  return other === undefined ? schema : resolve(other, root)
}

function isAnyObject(schema: Schema): boolean {
  return schema.type === 'object' && schema.properties === undefined && schema.additionalProperties === true
}

function isAnything(schema: Schema): boolean {
  return schema.type === undefined && schema.enum === undefined
}

const SMALL_TEXT = 8000
const SMALL_BYTES = 16 * 1024

/** A value at the upper end of what the schema permits. */
function largest(given: Schema, build: Build, name: string): unknown {
  const schema = resolve(given, build.root)
  const known = build.known[name]
  if (schema.enum !== undefined) return known ?? schema.enum.at(-1)
  switch (schema.type) {
    case 'string':
      if (schema.pattern !== undefined) return known ?? matching(schema.pattern)
      return 'ignore ../%2e '.repeat(600).slice(0, Math.min(schema.maxLength ?? SMALL_TEXT, SMALL_TEXT))
    case 'integer':
    case 'number':
      return known ?? schema.maximum ?? 1
    case 'boolean':
      return true
    case 'array': {
      const item = largest(schema.items ?? {}, build, name)
      return known ?? Array(Math.min(schema.maxItems ?? 200, 200)).fill(item)
    }
    case 'object':
      return largestObject(schema, build)
    default:
      return known ?? 1
  }
}

function largestObject(schema: Schema, build: Build): unknown {
  if (schema.properties !== undefined) {
    return Object.fromEntries(
      Object.entries(schema.properties).map(([member, value]) => [member, largest(value, build, member)]),
    )
  }
  if (typeof schema.additionalProperties === 'object') {
    const value = largest(schema.additionalProperties, build, '')
    const count = Math.min(schema.maxProperties ?? 64, 64)
    return Object.fromEntries(Array.from({ length: count }, (_, n) => [`label-${n}`, value]))
  }
  const make = worstObjects['a path upwards, texts of a hundred characters']
  return JSON.parse(make?.({ bytes: SMALL_BYTES, depth: 8, values: 1000 }) ?? '{}')
}

const SAMPLES = [
  'read_file',
  'production',
  'session-1',
  'GET',
  'https://example.org/',
  'ada@example.org',
  `sha256:${'ab'.repeat(32)}`,
  'ab'.repeat(32),
  '1',
  'C024BE91L',
  'U061F7AUR',
  'xoxb-1',
  ...['agt', 'apr', 'key', 'mem', 'org'].map((prefix) => `${prefix}_${'0'.repeat(26)}`),
  ...['gte', 'rcp'].map((prefix) => `${prefix}_${'0'.repeat(20)}`),
]

function matching(pattern: string): string {
  const sample = SAMPLES.find((text) => new RegExp(pattern, 'u').test(text))
  if (sample === undefined) throw new Error(`no sample matches ${pattern}: add one`)
  return sample
}
