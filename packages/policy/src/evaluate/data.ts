// Reads entities, records and values from Cedar's JSON form, and refuses what Cedar would refuse.
import { EXTENSIONS } from './extension.ts'
import { RequestError } from './failure.ts'
import { longOf } from './long.ts'
import { type EntityValue, type RecordValue, recordOf, setOf, type Value } from './value.ts'

/** How deeply sets and records of a request may be nested; cedar-wasm stops a little later. */
export const MAX_DATA_DEPTH = 100

const IDENTIFIER =
  '(?!(?:true|false|if|then|else|in|is|like|has|__cedar)(?![_a-zA-Z0-9]))[_a-zA-Z][_a-zA-Z0-9]*'
const TYPE = new RegExp(`^${IDENTIFIER}(?:::${IDENTIFIER})*$`)

type Members = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function own(object: Members, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

function textOf(text: string): string {
  if (!text.isWellFormed()) throw new RequestError('text with a lone surrogate')
  return text
}

function namesEntity(value: unknown): value is { type: string; id: string } {
  return isObject(value) && typeof own(value, 'type') === 'string' && typeof own(value, 'id') === 'string'
}

// Most types are single words, which need no closer look.
const WORD = /^[A-Z][a-zA-Z]*$/

function isType(type: string): boolean {
  return WORD.test(type) || TYPE.test(type)
}

function entityOf({ type, id }: { type: string; id: string }): EntityValue {
  if (!isType(type)) throw new RequestError('malformed entity type')
  return { kind: 'entity', type, id: textOf(id) }
}

/** Reads the name of an entity once and for all; it must not be altered afterwards. */
export function nameOnce<T extends { type: string; id: string }>(json: T): T {
  Object.defineProperty(json, NAME, { value: entityOf(json) })
  return json
}

const NAME = Symbol('name')

/** The entity that `{ type, id }` or `{ __entity: { type, id } }` names. */
export function toEntity(json: unknown): EntityValue {
  const kept = typeof json === 'object' && json !== null ? (json as Named)[NAME] : undefined
  if (kept !== undefined) return kept
  if (namesEntity(json)) return entityOf(json)
  const escaped = isObject(json) ? own(json, '__entity') : undefined
  if (!namesEntity(escaped)) throw new RequestError('an entity is named by a type and an id')
  return entityOf(escaped)
}

function callOf(escaped: Members): { fn: string; args: readonly unknown[] } | undefined {
  const fn = own(escaped, 'fn')
  const arg = own(escaped, 'arg')
  const args = own(escaped, 'args')
  if (typeof fn !== 'string') return undefined
  if (arg !== undefined) return { fn, args: [arg] }
  return Array.isArray(args) ? { fn, args } : undefined
}

function extensionOf(fn: string, args: readonly unknown[], depth: number): Value {
  const extension = EXTENSIONS.get(fn)
  if (extension === undefined || args.length !== extension.arity)
    throw new RequestError('malformed extension value')
  const [first = false, second = false] = args.map((arg) => toValueAt(arg, depth))
  return extension.call(first, second)
}

/** What an escape has beside its own members is ignored, but Cedar reads it: it must be numbers and text that exist. */
function checkIgnored(json: unknown, depth: number): void {
  if (depth > MAX_DATA_DEPTH) throw new RequestError('nested too deeply')
  if (typeof json === 'number' || typeof json === 'string' || typeof json === 'bigint') toValueAt(json, depth)
  if (typeof json !== 'object' || json === null) return
  for (const name of Object.keys(json)) {
    textOf(name)
    checkIgnored((json as Members)[name], depth + 1)
  }
}

const USUAL_MEMBERS = 2

function escapeOf(name: string, escaped: Members, depth: number): Value | undefined {
  if (name === '__entity') return namesEntity(escaped) ? entityOf(escaped) : undefined
  const call = name === '__extn' ? callOf(escaped) : undefined
  return call === undefined ? undefined : extensionOf(call.fn, call.args, depth)
}

const READ = Symbol('read')

type Named = { readonly [NAME]?: EntityValue }

type ReadBefore = { readonly [READ]?: Value }

/**
 * Reads a set or record once and for all: evaluating a request that holds it does not walk it again. It must not be
 * altered afterwards. Throws as `toValue` does.
 */
export function readOnce<T extends object>(json: T): T {
  Object.defineProperty(json, READ, { value: toValueAt(json, IN_CONTEXT) })
  return json
}

/** What `readOnce` read. */
export function readBefore(json: object): Value | undefined {
  return (json as ReadBefore)[READ]
}

/** How deeply a member of the context lies. */
const IN_CONTEXT = 1

/** The name of the only member; undefined when there are none or several. */
function onlyOne(json: Members, names: readonly string[]): string | undefined {
  let found: string | undefined
  for (const name of names) {
    if (json[name] === undefined) continue
    if (found !== undefined) return undefined
    found = name
  }
  return found
}

function objectOf(json: Members, depth: number): Value {
  const names = Object.keys(json)
  const name = onlyOne(json, names)
  // An escape has no other members; with any it is an ordinary record.
  const inner = name === undefined ? undefined : json[name]
  if (name === '__expr' && typeof inner === 'string') throw new RequestError('__expr is not supported')
  const escaped = name !== undefined && isObject(inner) ? escapeOf(name, inner, depth + 1) : undefined
  if (escaped === undefined) return recordOf(toMembers(json, depth, names))
  if (Object.keys(inner as Members).length > USUAL_MEMBERS) checkIgnored(inner, depth + 1)
  return escaped
}

function numberOf(number: number): number {
  if (!Number.isSafeInteger(number)) throw new RequestError('a number that is not an exact integer')
  return number
}

function bigOf(big: bigint): Value {
  const long = longOf(big)
  if (long === undefined) throw new RequestError('an integer beyond 64 bits')
  return long
}

function toValueAt(json: unknown, depth: number): Value {
  if (depth > MAX_DATA_DEPTH) throw new RequestError('nested too deeply')
  if (typeof json === 'string') return textOf(json)
  if (typeof json === 'boolean') return json
  if (typeof json === 'number') return numberOf(json)
  if (typeof json === 'bigint') return bigOf(json)
  const kept = typeof json === 'object' && json !== null ? (json as ReadBefore)[READ] : undefined
  if (kept !== undefined) return kept
  if (Array.isArray(json)) return setOf(json.map((item) => toValueAt(item, depth + 1)))
  if (isObject(json)) return objectOf(json, depth)
  throw new RequestError('null or another value that Cedar does not know')
}

/** The members of a JSON object as values; members that are undefined do not exist. */
export function toMembers(json: Members, depth = 0, names = Object.keys(json)): Map<string, Value> {
  const members = new Map<string, Value>()
  for (const name of names) {
    const member = json[name]
    if (member !== undefined) members.set(textOf(name), toValueAt(member, depth + 1))
  }
  return members
}

/**
 * A record of which one member at a time is asked for: most members are primitives or were read before, and need no table.
 */
export type OpenRecord = {
  /** Undefined where nothing but the whole could be read. */
  readonly json: Members | undefined
  /** Those members that are neither. */
  readonly read: ReadonlyMap<string, Value> | undefined
  whole: RecordValue | undefined
}

function wasRead(json: unknown): boolean {
  return typeof json === 'object' && json !== null && (json as ReadBefore)[READ] !== undefined
}

/** Whether a record may be read member by member: nothing else is among them than its own. */
function isOpen(json: unknown): json is Members {
  return isObject(json) && !wasRead(json) && Object.getPrototypeOf(json) === Object.prototype
}

function asWhole(json: unknown): OpenRecord {
  const whole = toValue(json)
  if (typeof whole !== 'object' || whole.kind !== 'record')
    throw new RequestError('the context is not a record')
  return { json: undefined, read: undefined, whole }
}

/** Reads a record of a request, all members of which have to be valid whoever asks for them; throws as `toValue` does. */
export function openRecord(json: unknown): OpenRecord {
  if (!isOpen(json)) return asWhole(json)
  let read: Map<string, Value> | undefined
  let count = 0
  for (const name in json) {
    const member = json[name]
    if (member === undefined) continue
    count += 1
    textOf(name)
    if (wasRead(member)) continue
    const value = toValueAt(member, IN_CONTEXT)
    // A bigint may be of a number that is small enough to be one.
    if (value === member && typeof member !== 'bigint') continue
    read ??= new Map()
    read.set(name, value)
  }
  // Its only member may make an escape of it.
  return count === 1 ? asWhole(json) : { json, read, whole: undefined }
}

/** The member of a record by its name, or undefined where the record has no such member. */
export function memberOf({ json, read, whole }: OpenRecord, name: string): Value | undefined {
  if (json === undefined) return whole?.members.get(name)
  if (!Object.hasOwn(json, name)) return undefined
  const member = json[name]
  if (typeof member !== 'object' && typeof member !== 'bigint') return member as Value | undefined
  return read?.get(name) ?? (member as ReadBefore)[READ]
}

/** The record as a value. */
export function wholeOf(record: OpenRecord): RecordValue {
  record.whole ??= recordOf(toMembers(record.json ?? {}))
  return record.whole
}

/** The value of Cedar's JSON form, with its `__entity` and `__extn` escapes; throws `RequestError` or `EvaluationError`. */
export function toValue(json: unknown): Value {
  return toValueAt(json, 0)
}
