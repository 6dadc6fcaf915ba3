// Writes JSON in the canonical form of RFC 8785, so that equal values have equal bytes.
import { JsonError } from './error.ts'

/** Writes a JSON value in the canonical form of RFC 8785; throws `JsonError` for what JSON cannot carry. */
export function canonicalize(value: unknown): string {
  const copy = inOrder(value, MAX_DEPTH)
  return copy === NO_COPY ? write(value, MAX_DEPTH) : JSON.stringify(copy)
}

// A bound above every limit of the parser, so that a cyclic value is an error and not a stack overflow.
const MAX_DEPTH = 256

const NO_COPY = Symbol('cannot be copied in order')

/**
 * The value with its members in canonical order, copied where they have another one. The engine writes it in one go, which takes
 * half the time of joining texts and makes a third of the garbage. What the engine would write differently is refused here.
 */
function inOrder(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return wellFormed(value)
  if (typeof value !== 'object' || value === null) return plain(value)
  if (depth === 0) throw tooDeep()
  return Array.isArray(value) ? itemsInOrder(value, depth - 1) : copyOf(value, depth - 1)
}

function itemsInOrder(given: readonly unknown[], depth: number): unknown {
  let items: unknown[] | undefined = isWrittenAsItIs(given) ? undefined : []
  for (let index = 0; index < given.length; index++) {
    const item = inOrder(given[index], depth)
    if (item === NO_COPY) return NO_COPY
    if (item !== given[index]) items ??= given.slice(0, index)
    items?.push(item)
  }
  return items ?? given
}

/** The engine would write what a function of this name answers. */
function isWrittenAsItIs(value: object): boolean {
  return !('toJSON' in value)
}

/** With more members, each copy could need a new hidden class for every one of them. */
const COPIED_MAX = 32
/** Engines put names that are whole numbers first, and `__proto__` names the prototype. */
const MOVED = /^(?:[0-9]|__proto__$)/

function copyOf(object: object, depth: number): unknown {
  requirePlain(object)
  const names = listFor(depth)
  const count = listNames(object, names)
  const listed = Math.min(count, COPIED_MAX)
  try {
    return count > COPIED_MAX ? NO_COPY : copyListed(object as Record<string, unknown>, names, count, depth)
  } finally {
    // The list is for the next object, and must not keep what may be long or secret.
    for (let at = 0; at < listed; at++) names[at] = ''
  }
}

function copyListed(object: Record<string, unknown>, names: string[], count: number, depth: number): unknown {
  const isSorted = sortFew(names, count)
  let copy: Record<string, unknown> | undefined = isSorted && isWrittenAsItIs(object) ? undefined : {}
  for (let at = 0; at < count; at++) {
    const name = names[at] as string
    if (MOVED.test(wellFormed(name))) return NO_COPY
    const member = inOrder(object[name], depth)
    if (member === NO_COPY) return NO_COPY
    if (member !== object[name]) copy ??= firstOf(object, names, at)
    if (copy !== undefined) copy[name] = member
  }
  return copy ?? object
}

function firstOf(object: Record<string, unknown>, names: readonly string[], count: number) {
  const copy: Record<string, unknown> = {}
  for (let at = 0; at < count; at++) copy[names[at] as string] = object[names[at] as string]
  return copy
}

/** A list of names for each depth, as at most one object is open at each: a list for each object would be thrown away. */
const lists: string[][] = []

function listFor(depth: number): string[] {
  const level = MAX_DEPTH - depth
  while (lists.length <= level) lists.push([])
  return lists[level] as string[]
}

/** Returns how many there are, of which it lists as many as are copied. */
function listNames(object: object, names: string[]): number {
  let count = 0
  for (const name in object) {
    if (count < COPIED_MAX) names[count] = name
    count++
  }
  return count
}

function plain(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw notFinite()
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value
  throw unsupported(value)
}

function wellFormed(text: string): string {
  if (!text.isWellFormed()) throw new JsonError('json.lone_surrogate', -1, 'lone surrogate in a string')
  return text
}

function notFinite(): JsonError {
  return new JsonError('json.unsafe_number', -1, 'number is not finite')
}

function unsupported(value: unknown): JsonError {
  return new JsonError('json.unsupported', -1, `a ${typeof value} has no JSON form`)
}

function tooDeep(): JsonError {
  return new JsonError('json.depth', -1, 'value nested too deeply')
}

function write(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return writeString(value)
    case 'number':
      return writeNumber(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      if (value === null) return 'null'
      if (depth === 0) throw tooDeep()
      return Array.isArray(value) ? writeArray(value, depth) : writeObject(value, depth)
    default:
      throw unsupported(value)
  }
}

function writeNumber(value: number): string {
  if (!Number.isFinite(value)) throw notFinite()
  // ECMAScript's Number::toString is RFC 8785's form; it also writes -0 as 0.
  return `${value}`
}

const SPECIAL = /["\\\u0000-\u001f\ud800-\udfff]/

function writeString(value: string): string {
  if (!SPECIAL.test(value)) return `"${value}"`
  return JSON.stringify(wellFormed(value))
}

function writeArray(array: readonly unknown[], depth: number): string {
  if (array.length === 0) return '[]'
  let text = '['
  for (let index = 0; index < array.length; index++) {
    if (index > 0) text += ','
    text += write(array[index], depth - 1)
  }
  return `${text}]`
}

function requirePlain(object: object): void {
  const prototype = Object.getPrototypeOf(object)
  if (prototype !== Object.prototype && prototype !== null) {
    throw new JsonError('json.unsupported', -1, 'only plain objects have a JSON form')
  }
}

function namesOf(object: object): string[] {
  requirePlain(object)
  const names = Object.keys(object)
  sortNames(names)
  return names
}

function writeObject(object: object, depth: number): string {
  let text = '{'
  for (const name of namesOf(object)) {
    if (text.length > 1) text += ','
    text += `${writeString(name)}:${write((object as Record<string, unknown>)[name], depth - 1)}`
  }
  return `${text}}`
}

/** RFC 8785 section 3.2.3: member names sort by UTF-16 units, which is how ECMAScript compares strings. */
function sortNames(names: string[]): void {
  if (names.length > COPIED_MAX) names.sort()
  else sortFew(names, names.length)
}

/** Insertion beats the built-in sort on few names, and costs one pass when they are in order already, as it then says. */
function sortFew(names: string[], count: number): boolean {
  let isSorted = true
  for (let index = 1; index < count; index++) {
    const name = names[index] as string
    let at = index
    while (at > 0 && (names[at - 1] as string) > name) {
      names[at] = names[at - 1] as string
      at--
    }
    names[at] = name
    if (at !== index) isSorted = false
  }
  return isSorted
}
