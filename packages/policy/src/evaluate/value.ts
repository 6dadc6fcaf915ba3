// The values of Cedar expressions, and equality and membership that count their work.
import type { Long } from './long.ts'
import { countCharacters, type Work } from './work.ts'

/** The name of an entity as a value. */
export type EntityValue = {
  readonly kind: 'entity'
  readonly type: string
  readonly id: string
}

/** A set; its items may repeat. */
export type SetValue = {
  readonly kind: 'set'
  readonly items: readonly Value[]
  index: SetIndex | undefined
  /** Its key, once that was asked for: a set that many policies look at is read once. */
  key: string | undefined
}

/** A record. */
export type RecordValue = {
  readonly kind: 'record'
  readonly members: ReadonlyMap<string, Value>
  /** Its key, once that was asked for. */
  key: string | undefined
}

/** A decimal in units of 0.0001, or a datetime or duration in milliseconds. */
export type ScaledValue = {
  readonly kind: 'decimal' | 'datetime' | 'duration'
  readonly amount: Long
}

/** An IP address with its prefix length. */
export type IpValue = {
  readonly kind: 'ip'
  readonly bits: 32 | 128
  readonly address: bigint
  readonly prefix: number
}

/** Any Cedar value. */
export type Value = boolean | string | Long | EntityValue | SetValue | RecordValue | ScaledValue | IpValue

type Primitive = boolean | string | Long

type SetIndex = {
  readonly primitives: ReadonlySet<Primitive>
  readonly keys: ReadonlySet<string>
}

export function setOf(items: readonly Value[]): SetValue {
  return {
    kind: 'set',
    items,
    index: undefined,
    key: undefined,
  }
}

export function recordOf(members: ReadonlyMap<string, Value>): RecordValue {
  return {
    kind: 'record',
    members,
    key: undefined,
  }
}

function sized(text: string): string {
  return `${text.length}:${text}`
}

function setKey(items: readonly Value[], work: Work): string {
  const keys = [...new Set(items.map((item) => keyOf(item, work)))].sort()
  return `S${keys.length}:${keys.join('')}`
}

function recordKey(members: ReadonlyMap<string, Value>, work: Work): string {
  const keys = Array.from(members, ([name, value]) => sized(name) + keyOf(value, work)).sort()
  return `R${keys.length}:${keys.join('')}`
}

function keptKey(value: SetValue | RecordValue, work: Work): string {
  if (value.key !== undefined) return value.key
  const key = value.kind === 'set' ? setKey(value.items, work) : recordKey(value.members, work)
  value.key = key
  countCharacters(work, key.length)
  return key
}

/** A text that two names of entities share exactly when they are equal. */
export function entityKey({ type, id }: EntityValue): string {
  return `e${sized(type)}${sized(id)}`
}

/** A text that two values share exactly when they are equal. */
export function keyOf(value: Value, work: Work): string {
  if (typeof value === 'string') return `s${sized(value)}`
  if (typeof value === 'boolean') return value ? 'b1' : 'b0'
  if (typeof value !== 'object') return `n${value};`
  switch (value.kind) {
    case 'entity':
      return entityKey(value)
    case 'set':
    case 'record':
      return keptKey(value, work)
    case 'ip':
      return `i${value.bits}/${value.address}/${value.prefix};`
    default:
      return `${value.kind}${value.amount};`
  }
}

function indexOf(set: SetValue, work: Work): SetIndex {
  if (set.index !== undefined) return set.index
  const primitives = new Set<Primitive>()
  const keys = new Set<string>()
  for (const item of set.items) {
    if (typeof item === 'object') keys.add(keyOf(item, work))
    else primitives.add(item)
  }
  set.index = { primitives, keys }
  return set.index
}

// Up to this many items a scan is cheaper than an index. Nested sets are never scanned: that would take time
// exponential in their depth.
const SCANNED = 8

/** Comparing up to so many characters costs as much as asking how many they are. */
const SHORT = 64

/** Looking at an item costs as much as looking at so many characters. */
const ITEM = 50

/** Whether a set contains a value. */
export function contains(set: SetValue, value: Value, work: Work): boolean {
  if (typeof value === 'object') return indexOf(set, work).keys.has(keyOf(value, work))
  if (typeof value === 'string' && value.length > SHORT) countCharacters(work, value.length)
  return set.items.length <= SCANNED ? set.items.includes(value) : indexOf(set, work).primitives.has(value)
}

function counted({ items }: SetValue, work: Work): readonly Value[] {
  countCharacters(work, items.length * ITEM)
  return items
}

/** Whether the first set contains every item of the second. */
export function containsAll(set: SetValue, subset: SetValue, work: Work): boolean {
  return counted(subset, work).every((item) => contains(set, item, work))
}

/** Whether two sets have an item in common. */
export function containsAny(set: SetValue, other: SetValue, work: Work): boolean {
  return counted(other, work).some((item) => contains(set, item, work))
}

function sameMembers(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>, work: Work): boolean {
  if (a.size !== b.size) return false
  countCharacters(work, a.size * ITEM)
  for (const [name, value] of a) {
    const other = b.get(name)
    if (other === undefined || !equal(value, other, work)) return false
  }
  return true
}

function equalIps(a: IpValue, b: IpValue): boolean {
  return a.bits === b.bits && a.address === b.address && a.prefix === b.prefix
}

/** Whether two names are those of the same entity. */
export function sameEntity(a: EntityValue, b: EntityValue): boolean {
  return a.id === b.id && a.type === b.type
}

/** Of texts that are compared, so many characters cost as much as one that is searched. */
const COMPARED = 8

function sameText(a: string, b: string, work: Work): boolean {
  if (a.length !== b.length) return false
  countCharacters(work, a.length / COMPARED)
  return a === b
}

/** Cedar's `==`: never an error, false between types. */
export function equal(a: Value, b: Value, work: Work): boolean {
  if (typeof a === 'string' && typeof b === 'string') return sameText(a, b, work)
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object') return false
  if (a.kind === 'entity') return b.kind === 'entity' && sameEntity(a, b)
  if (a.kind === 'set') return b.kind === 'set' && containsAll(a, b, work) && containsAll(b, a, work)
  if (a.kind === 'record') return b.kind === 'record' && sameMembers(a.members, b.members, work)
  if (a.kind === 'ip') return b.kind === 'ip' && equalIps(a, b)
  return b.kind === a.kind && a.amount === b.amount
}
