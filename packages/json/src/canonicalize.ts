// Writes JSON in the canonical form of RFC 8785, so that equal values have equal bytes.
import { JsonError } from './error.ts'

/** Writes a JSON value in the canonical form of RFC 8785; throws `JsonError` for what JSON cannot carry. */
export function canonicalize(value: unknown): string {
  return write(value, MAX_DEPTH)
}

// A bound above every limit of the parser, so that a cyclic value is an error and not a stack overflow.
const MAX_DEPTH = 256

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
      if (depth === 0) throw new JsonError('json.depth', -1, 'value nested too deeply')
      return Array.isArray(value) ? writeArray(value, depth) : writeObject(value, depth)
    default:
      throw new JsonError('json.unsupported', -1, `a ${typeof value} has no JSON form`)
  }
}

function writeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new JsonError('json.unsafe_number', -1, 'number is not finite')
  // ECMAScript's Number::toString is RFC 8785's form; it also writes -0 as 0.
  return `${value}`
}

const SPECIAL = /["\\\u0000-\u001f\ud800-\udfff]/

function writeString(value: string): string {
  if (!SPECIAL.test(value)) return `"${value}"`
  if (!value.isWellFormed()) throw new JsonError('json.lone_surrogate', -1, 'lone surrogate in a string')
  return JSON.stringify(value)
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

function writeObject(object: object, depth: number): string {
  const prototype = Object.getPrototypeOf(object)
  if (prototype !== Object.prototype && prototype !== null) {
    throw new JsonError('json.unsupported', -1, 'only plain objects have a JSON form')
  }
  const names = Object.keys(object)
  sortNames(names)
  let text = '{'
  for (const name of names) {
    if (text.length > 1) text += ','
    text += `${writeString(name)}:${write((object as Record<string, unknown>)[name], depth - 1)}`
  }
  return `${text}}`
}

/** RFC 8785 section 3.2.3: member names sort by UTF-16 units, which is how ECMAScript compares strings. */
function sortNames(names: string[]): void {
  if (names.length > 32) {
    names.sort()
    return
  }
  // Insertion beats the built-in sort on few names, and costs one pass when they are in order already.
  for (let index = 1; index < names.length; index++) {
    const name = names[index] as string
    let at = index
    while (at > 0 && (names[at - 1] as string) > name) {
      names[at] = names[at - 1] as string
      at--
    }
    names[at] = name
  }
}
