// A strict JSON parser that refuses whatever two parsers could read differently.
import { JsonError } from './error.ts'
import { QUOTE, type Reader, refusal, skipSpace, unexpected } from './reader.ts'
import { readString } from './string.ts'
import { decodeUtf8 } from './utf8.ts'

/** Any JSON value. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject

/** A JSON object with any members; one that was parsed never has a member named `__proto__`. */
export type JsonObject = { readonly [name: string]: JsonValue }

/** Whether a JSON value is an object: neither null nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Limits of one parse. */
export type JsonLimits = {
  /** How many arrays and objects may be open at once; 64 unless given. */
  maxDepth?: number
  /** How many values there may be: the text's own, those of members and the items of arrays; unlimited unless given. */
  maxNodes?: number
  /** Refuses U+0000 in strings and member names. */
  refuseNul?: boolean
}

/** Parses one JSON text (RFC 8259) strictly: no duplicate member, no number that RFC 8785 could not carry exactly. */
export function parseJson(text: string, limits: JsonLimits = {}): JsonValue {
  if (typeof text !== 'string') throw new JsonError('json.syntax', 0, 'JSON text must be a string')
  const { maxDepth = 64, maxNodes = Number.POSITIVE_INFINITY, refuseNul = false } = limits
  const reader = { text, at: 0, depth: maxDepth, nodes: maxNodes, refuseNul }
  if (text.charCodeAt(0) === 0xfeff)
    throw refusal(reader, 'json.bom', 'byte order mark', { remedy: '; send the text without it' })
  const value = readValue(reader, skipSpace(reader))
  skipSpace(reader)
  if (reader.at < text.length) throw refusal(reader, 'json.trailing', 'text after the value')
  return value
}

/** Decodes UTF-8 strictly and parses it as `parseJson` does. */
export function parseJsonBytes(bytes: Uint8Array, limits: JsonLimits = {}): JsonValue {
  let text: string
  try {
    text = decodeUtf8(bytes)
  } catch {
    throw new JsonError('json.utf8', 0, 'not valid UTF-8')
  }
  return parseJson(text, limits)
}

function readValue(reader: Reader, code: number): JsonValue {
  if (--reader.nodes < 0) throw refusal(reader, 'json.nodes', 'too many values')
  switch (code) {
    case QUOTE:
      return readString(reader)
    case 0x7b:
      return readObject(reader)
    case 0x5b:
      return readArray(reader)
    case 0x74:
      return readWord(reader, 'true', true)
    case 0x66:
      return readWord(reader, 'false', false)
    case 0x6e:
      return readWord(reader, 'null', null)
    default:
      return readNumber(reader, code)
  }
}

const VALUE = 'a text in double quotes, a number, an object, an array, `true`, `false` or `null`'

function readWord<T>(reader: Reader, word: string, value: T): T {
  if (!reader.text.startsWith(word, reader.at)) throw unexpected(reader, VALUE)
  reader.at += word.length
  return value
}

function readObject(reader: Reader): JsonObject {
  const start = reader.at
  const object: { [name: string]: JsonValue } = {}
  let members = 0
  let code = open(reader)
  while (code !== 0x7d) {
    const name = readName(reader, code)
    if (members > WIDE && Object.hasOwn(object, name)) throw duplicate(reader, start)
    object[name] = readValue(reader, skipSpace(reader))
    members++
    if (members === WIDE + 1) requireAll(reader, object, members, start)
    code = next(reader, 0x7d)
  }
  if (members > 1 && members <= WIDE) requireAll(reader, object, members, start)
  reader.at++
  reader.depth++
  return object
}

/** Up to so many members, one count is far cheaper than a check at every member; beyond it is not. */
const WIDE = 64

function requireAll(reader: Reader, object: JsonObject, members: number, start: number): void {
  let names = 0
  // Counted so, because a list of the names would be thrown away.
  for (const _ in object) names++
  if (names !== members) throw duplicate(reader, start)
}

function duplicate(reader: Reader, start: number): JsonError {
  const { name, at } = firstRepeated({ ...reader, at: start, depth: reader.depth + 1 })
  return refusal(reader, 'json.duplicate_member', `an object has two members \`${name}\`, the second`, {
    at,
    remedy: '; keep one of them',
  })
}

/** Where the name is that an object repeats: read once more, as nothing was remembered of where its names are. */
function firstRepeated(reader: Reader): { name: string; at: number } {
  reader.nodes = Number.POSITIVE_INFINITY
  const seen = new Set<string>()
  let code = open(reader)
  for (;;) {
    const { at } = reader
    const name = readName(reader, code)
    if (seen.has(name)) return { name: clip(name), at }
    seen.add(name)
    readValue(reader, skipSpace(reader))
    code = next(reader, 0x7d)
  }
}

const NAME_MAX = 64

/** The sender chose the name, so the message quotes a bounded part of it. */
function clip(name: string): string {
  return name.length <= NAME_MAX ? name : `${name.slice(0, NAME_MAX)}…`.toWellFormed()
}

function readName(reader: Reader, code: number): string {
  if (code !== QUOTE) throw unexpected(reader, 'a member name in double quotes')
  const start = reader.at
  const name = readString(reader)
  if (name === '__proto__')
    throw refusal(reader, 'json.forbidden_member', 'member `__proto__`', {
      at: start,
      remedy: '; give it another name',
    })
  if (skipSpace(reader) !== 0x3a) throw unexpected(reader, 'a colon')
  reader.at++
  return name
}

function readArray(reader: Reader): JsonValue[] {
  const array: JsonValue[] = []
  let code = open(reader)
  while (code !== 0x5d) {
    array.push(readValue(reader, code))
    code = next(reader, 0x5d)
  }
  reader.at++
  reader.depth++
  return array
}

function open(reader: Reader): number {
  if (--reader.depth < 0) throw refusal(reader, 'json.depth', 'nested too deeply')
  reader.at++
  return skipSpace(reader)
}

/** Moves past the comma to the next element, or to the closing bracket, and returns its code. */
function next(reader: Reader, close: number): number {
  const code = skipSpace(reader)
  if (code === close) return code
  if (code !== 0x2c) throw unexpected(reader, `a comma or \`${String.fromCharCode(close)}\``)
  reader.at++
  const after = skipSpace(reader)
  if (after === close)
    throw unexpected(reader, close === 0x7d ? 'a member after the comma' : 'a value after the comma')
  return after
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y

function readNumber(reader: Reader, first: number): number {
  const { text, at } = reader
  let end = at
  let value = 0
  // Up to fifteen digits are exact in a double; most numbers are such plain integers.
  if (first > 0x30 && first <= 0x39) {
    let code = first
    do {
      value = value * 10 + (code - 0x30)
      code = text.charCodeAt(++end)
    } while (code >= 0x30 && code <= 0x39)
    if (end - at <= 15 && code !== 0x2e && code !== 0x65 && code !== 0x45) {
      reader.at = end
      return value
    }
  }
  NUMBER.lastIndex = at
  const match = NUMBER.exec(text)
  if (match === null) throw unexpected(reader, VALUE)
  value = Number(match[0])
  // RFC 8785 writes whole numbers below 1e21 as digits, so they must be exact however they were written.
  const isLiteral = match[1] === undefined && match[2] === undefined
  const isWhole = Number.isInteger(value) && (isLiteral || Math.abs(value) < 1e21)
  if (!Number.isFinite(value) || (isWhole && !Number.isSafeInteger(value))) {
    throw refusal(reader, 'json.unsafe_number', 'the number', {
      remedy: ' cannot be represented exactly; send it as a string',
    })
  }
  reader.at += match[0].length
  return value
}
