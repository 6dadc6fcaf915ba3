// The keywords of a JSON Schema that can be enforced in time linear in the value, each as a rule.

/** A JSON object. */
export type Json = Readonly<Record<string, unknown>>

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function own(json: Json, name: string): unknown {
  return Object.hasOwn(json, name) ? json[name] : undefined
}

/** Counts what is looked at; throws when that is too much. */
export type Count = (work: number) => void

/** What is wrong with a value; undefined when nothing. A rule says nothing of values of other types than its own. */
export type Rule = (value: unknown, count: Count) => string | undefined

/** The rule of a keyword with this value, or undefined where it cannot be enforced. */
type Keyword = (limit: unknown, schema: Json) => Rule | undefined

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  null: (value) => value === null,
  boolean: (value) => typeof value === 'boolean',
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  array: Array.isArray,
  object: isJson,
}

function type(named: unknown): Rule | undefined {
  const names = Array.isArray(named) ? named : [named]
  const isKnown = names.every((name) => typeof name === 'string' && Object.hasOwn(TYPES, name))
  if (names.length === 0 || names.length > 16 || !isKnown) return undefined
  const tests = names.flatMap((name) => TYPES[name] ?? [])
  return (value) => (tests.some((test) => test(value)) ? undefined : `must be of type ${names.join(' or ')}`)
}

/** A text that two JSON values share exactly when they are equal. */
function textOf(value: unknown, count: Count): string {
  count(NODE)
  if (typeof value === 'string') count(value.length / CHARACTERS)
  if (Array.isArray(value)) return `[${value.map((item) => textOf(item, count)).join(',')}]`
  if (!isJson(value)) return JSON.stringify(value === 0 ? 0 : value) ?? 'undefined'
  const members = Object.keys(value).sort()
  return `{${members.map((name) => `${JSON.stringify(name)}:${textOf(value[name], count)}`).join(',')}}`
}

/** Writing a value down costs as much as looking at so many. */
const NODE = 4
/** So many characters cost as much as looking at one value. */
const CHARACTERS = 64
const FREE: Count = () => undefined
const ENUM_MAX = 10_000

function oneOf(values: unknown): Rule | undefined {
  if (!Array.isArray(values) || values.length === 0 || values.length > ENUM_MAX) return undefined
  const texts = new Set(values.map((value) => textOf(value, FREE)))
  const isScalar = values.every((value) => typeof value !== 'object' || value === null)
  const isMember: Rule = (value, count) =>
    // A nested value is never a scalar, so its size need not be counted.
    (isScalar && typeof value === 'object' && value !== null) || !texts.has(textOf(value, count))
      ? 'must be one of the values that are listed'
      : undefined
  return isMember
}

function constant(value: unknown): Rule | undefined {
  const is = oneOf([value])
  return is && ((given, count) => is(given, count) && 'must be the one value that is allowed')
}

function ofNumbers(test: (value: number, limit: number) => boolean, words: string): Keyword {
  return (limit) =>
    typeof limit === 'number'
      ? (value) => (typeof value !== 'number' || test(value, limit) ? undefined : `must be ${words} ${limit}`)
      : undefined
}

const atLeast = ofNumbers((value, limit) => value >= limit, 'at least')
const atMost = ofNumbers((value, limit) => value <= limit, 'at most')
const above = ofNumbers((value, limit) => value > limit, 'more than')
const below = ofNumbers((value, limit) => value < limit, 'less than')

/** Draft 4 has true beside the limit, later drafts the limit itself. */
function exclusive(keyword: Keyword, inclusive: 'minimum' | 'maximum'): Keyword {
  return (limit, schema) => {
    if (limit === false) return () => undefined
    return keyword(limit === true ? own(schema, inclusive) : limit, schema)
  }
}

// A remainder of numbers with fractions would be rounded.
function multipleOf(factor: unknown): Rule | undefined {
  if (!isCount(factor) || factor === 0) return undefined
  return (value) =>
    typeof value !== 'number' || value % factor === 0 ? undefined : `must be a multiple of ${factor}`
}

function sized<T>(
  is: (value: unknown) => value is T,
  sizeOf: (value: T, limit: number, count: Count) => number,
  [isMost, things]: readonly [isMost: boolean, things: string],
): Keyword {
  return (limit) => {
    if (!isCount(limit)) return undefined
    const message = `must have ${isMost ? 'at most' : 'at least'} ${limit} ${things}`
    return (value, count) => {
      if (!is(value)) return undefined
      const size = sizeOf(value, limit, count)
      return (isMost ? size <= limit : size >= limit) ? undefined : message
    }
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

/** Code points, counted no further than one beyond the limit. */
function codePoints(text: string, limit: number, count: Count): number {
  if (text.length <= limit) {
    count(text.length / CHARACTERS)
    let points = text.length
    for (let at = 0; at < text.length - 1; at += 1) {
      const pair = (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00
      if (pair) points -= 1
    }
    return points
  }
  // Each code point takes at most two units.
  if (text.length > 2 * limit + 1) return limit + 1
  return codePoints(text, text.length, count)
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

function uniqueItems(is: unknown): Rule | undefined {
  if (typeof is !== 'boolean') return undefined
  if (!is) return () => undefined
  return (value, count) =>
    Array.isArray(value) && new Set(value.map((item) => textOf(item, count))).size < value.length
      ? 'must not have two equal items'
      : undefined
}

function required(names: unknown): Rule | undefined {
  if (!Array.isArray(names) || !names.every(isText)) return undefined
  const unique = [...new Set(names)]
  return (value, count) => {
    if (!isJson(value)) return undefined
    count(unique.length / 8)
    const missing = unique.find((name) => !Object.hasOwn(value, name))
    return missing === undefined
      ? undefined
      : `must have the member \`${missing.slice(0, 100).toWellFormed()}\``
  }
}

function membersOf(value: Json): number {
  return Object.keys(value).length
}

function itemsOf(value: readonly unknown[]): number {
  return value.length
}

/** The rules of the keywords that look at a value by itself. */
export const KEYWORDS: Readonly<Record<string, Keyword>> = {
  type,
  enum: oneOf,
  const: constant,
  minimum: atLeast,
  maximum: atMost,
  exclusiveMinimum: exclusive(above, 'minimum'),
  exclusiveMaximum: exclusive(below, 'maximum'),
  multipleOf,
  minLength: sized(isText, codePoints, [false, 'characters']),
  maxLength: sized(isText, codePoints, [true, 'characters']),
  minItems: sized(isList, itemsOf, [false, 'items']),
  maxItems: sized(isList, itemsOf, [true, 'items']),
  uniqueItems,
  minProperties: sized(isJson, membersOf, [false, 'members']),
  maxProperties: sized(isJson, membersOf, [true, 'members']),
  required,
}
