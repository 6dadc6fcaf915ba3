import { TOO_MUCH } from './failure.ts'
import type { Long } from './long.ts'

/** The name of an entity as a value. */
export interface EntityValue {
  readonly kind: 'entity'
  readonly type: string
  readonly id: string
}

/** A set; its items may repeat. */
export interface SetValue {
  readonly kind: 'set'
  readonly items: readonly Value[]
  index: SetIndex | undefined
}

/** A record. */
export interface RecordValue {
  readonly kind: 'record'
  readonly members: ReadonlyMap<string, Value>
}

/** A decimal in units of 0.0001, or a datetime or duration in milliseconds. */
export interface ScaledValue {
  readonly kind: 'decimal' | 'datetime' | 'duration'
  readonly amount: Long
}

/** An IP address with its prefix length. */
export interface IpValue {
  readonly kind: 'ip'
  readonly bits: 32 | 128
  readonly address: bigint
  readonly prefix: number
}

/** Any Cedar value. */
export type Value = boolean | string | Long | EntityValue | SetValue | RecordValue | ScaledValue | IpValue

type Primitive = boolean | string | Long

interface SetIndex {
  readonly primitives: ReadonlySet<Primitive>
  readonly keys: ReadonlySet<string>
}

export const setOf = (items: readonly Value[]): SetValue => ({ kind: 'set', items, index: undefined })

export const recordOf = (members: ReadonlyMap<string, Value>): RecordValue => ({ kind: 'record', members })

const sized = (text: string): string => `${text.length}:${text}`

const setKey = (items: readonly Value[]): string => {
  const keys = [...new Set(items.map(keyOf))].sort()
  return `S${keys.length}:${keys.join('')}`
}

const recordKey = (members: ReadonlyMap<string, Value>): string => {
  const keys = Array.from(members, ([name, value]) => sized(name) + keyOf(value)).sort()
  return `R${keys.length}:${keys.join('')}`
}

// A set that many policies look at is read once: its items keep their keys.
const keys = new WeakMap<SetValue | RecordValue, string>()

const keptKey = (value: SetValue | RecordValue): string => {
  const kept = keys.get(value)
  if (kept !== undefined) return kept
  const key = value.kind === 'set' ? setKey(value.items) : recordKey(value.members)
  keys.set(value, key)
  countCharacters(key.length)
  return key
}

/** A text that two values share exactly when they are equal. */
export const keyOf = (value: Value): string => {
  if (typeof value === 'string') return `s${sized(value)}`
  if (typeof value === 'boolean') return value ? 'b1' : 'b0'
  if (typeof value !== 'object') return `n${value};`
  switch (value.kind) {
    case 'entity':
      return `e${sized(value.type)}${sized(value.id)}`
    case 'set':
    case 'record':
      return keptKey(value)
    case 'ip':
      return `i${value.bits}/${value.address}/${value.prefix};`
    default:
      return `${value.kind}${value.amount};`
  }
}

const indexOf = (set: SetValue): SetIndex => {
  if (set.index !== undefined) return set.index
  const primitives = new Set<Primitive>()
  const keys = new Set<string>()
  for (const item of set.items) {
    if (typeof item === 'object') keys.add(keyOf(item))
    else primitives.add(item)
  }
  set.index = { primitives, keys }
  return set.index
}

// Up to this many items a scan is cheaper than an index. Nested sets are never scanned: that would take time
// exponential in their depth.
const SCANNED = 8

/** Looking at an item costs as much as looking at so many characters. */
const ITEM = 100

/** What the policies may look at for one request, all of them together, in characters: 250,000 items. */
const WORK_MAX = 25_000_000

let work = 0

/** Begins to count what is looked at for a request. */
export const startCounting = (): void => {
  work = 0
}

/** Counts what a search in a text looks at. */
export const countCharacters = (characters: number): void => {
  work += characters
  if (work > WORK_MAX) throw TOO_MUCH
}

/** Whether a set contains a value. */
export const contains = (set: SetValue, value: Value): boolean => {
  if (typeof value === 'object') return indexOf(set).keys.has(keyOf(value))
  return set.items.length <= SCANNED ? set.items.includes(value) : indexOf(set).primitives.has(value)
}

const counted = ({ items }: SetValue): readonly Value[] => {
  countCharacters(items.length * ITEM)
  return items
}

/** Whether the first set contains every item of the second. */
export const containsAll = (set: SetValue, subset: SetValue): boolean =>
  counted(subset).every((item) => contains(set, item))

/** Whether two sets have an item in common. */
export const containsAny = (set: SetValue, other: SetValue): boolean =>
  counted(other).some((item) => contains(set, item))

const sameMembers = (a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): boolean => {
  if (a.size !== b.size) return false
  countCharacters(a.size * ITEM)
  for (const [name, value] of a) {
    const other = b.get(name)
    if (other === undefined || !equal(value, other)) return false
  }
  return true
}

const equalIps = (a: IpValue, b: IpValue): boolean =>
  a.bits === b.bits && a.address === b.address && a.prefix === b.prefix

/** Cedar's `==`: never an error, false between types. */
export const equal = (a: Value, b: Value): boolean => {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object') return false
  if (a.kind === 'entity') return b.kind === 'entity' && a.id === b.id && a.type === b.type
  if (a.kind === 'set') return b.kind === 'set' && containsAll(a, b) && containsAll(b, a)
  if (a.kind === 'record') return b.kind === 'record' && sameMembers(a.members, b.members)
  if (a.kind === 'ip') return b.kind === 'ip' && equalIps(a, b)
  return b.kind === a.kind && a.amount === b.amount
}
