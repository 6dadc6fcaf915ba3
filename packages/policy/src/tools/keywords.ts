// The keywords of a JSON Schema that can be enforced in time linear in the value, each as a rule.

/** A JSON object. */
export type Json = Readonly<Record<string, unknown>>

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function own(json: Json, name: string): unknown {
  return Object.hasOwn(json, name) ? json[name] : undefined
}

/** Counts units of work; throws when that is too much. */
export type Count = (units: number) => void

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
  const wrong = `must be of type ${names.join(' or ')}`
  const [only] = tests
  if (tests.length === 1 && only !== undefined) return (value) => (only(value) ? undefined : wrong)
  return (value, count) => {
    count(tests.length)
    return tests.some((test) => test(value)) ? undefined : wrong
  }
}

type Scalar = string | number | boolean | null

function isScalar(value: unknown): value is Scalar {
  return typeof value !== 'object' || value === null
}

/** Comparing values costs more than looking at them: of each value, member and character. */
const PER_SCALAR = 10
const PER_NESTED = 25
const PER_NAME = 50
const PER_CHARACTER = 1 / 4

function countScalar(value: Scalar, count: Count): void {
  count(PER_SCALAR + (typeof value === 'string' ? Math.ceil(value.length * PER_CHARACTER) : 0))
}

/** Writes down a JSON value piece by piece, so that a nested one is not copied at each of its levels. */
function write(value: unknown, pieces: string[], count: Count): void {
  count(PER_NESTED)
  if (Array.isArray(value)) {
    pieces.push(`[${value.length}:`)
    for (const item of value) write(item, pieces, count)
  } else if (isJson(value)) {
    const names = Object.keys(value)
    count(names.length * PER_NAME)
    pieces.push(`{${names.length}:`)
    for (const name of names.sort()) {
      writeText(name, pieces, count)
      write(value[name], pieces, count)
    }
  } else if (typeof value === 'string') writeText(value, pieces, count)
  // Minus zero is zero.
  else pieces.push(value === 0 ? '0,' : `${value},`)
}

/** With its length before it, which is cheaper than escaping what is in it. */
function writeText(text: string, pieces: string[], count: Count): void {
  count(Math.ceil(text.length * PER_CHARACTER))
  pieces.push(`"${text.length}:`, text)
}

/** A text that two JSON values share exactly when they are equal. */
function textOf(value: unknown, count: Count): string {
  const pieces: string[] = []
  write(value, pieces, count)
  return pieces.join('')
}

/** What two values of JSON share exactly when they are equal, in sets of their own for scalars and for others. */
type Values = { readonly scalars: Set<Scalar>; readonly nested: Set<string> }

function addTo({ scalars, nested }: Values, value: unknown, count: Count): void {
  if (isScalar(value)) {
    countScalar(value, count)
    scalars.add(value)
  } else nested.add(textOf(value, count))
}

function has({ scalars, nested }: Values, value: unknown, count: Count): boolean {
  if (!isScalar(value)) return nested.size > 0 && nested.has(textOf(value, count))
  countScalar(value, count)
  return scalars.has(value)
}

function valuesOf(values: readonly unknown[], count: Count): Values {
  const all: Values = { scalars: new Set(), nested: new Set() }
  for (const value of values) addTo(all, value, count)
  return all
}

const FREE: Count = () => undefined
const ENUM_MAX = 10_000

function oneOf(values: unknown): Rule | undefined {
  if (!Array.isArray(values) || values.length === 0 || values.length > ENUM_MAX) return undefined
  const listed = valuesOf(values, FREE)
  return (value, count) =>
    has(listed, value, count) ? undefined : 'must be one of the values that are listed'
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

/** Code points, as far as a limit needs them: a text has as many as characters at most, and half as many at least. */
function codePoints(text: string, limit: number, count: Count): number {
  if (text.length < limit) return text.length
  if (text.length > 2 * limit + 1) return limit + 1
  count(text.length)
  let points = text.length
  let wasLead = false
  for (let at = 0; at < text.length; at += 1) {
    const half = text.charCodeAt(at) & 0xfc00
    if (wasLead && half === 0xdc00) points -= 1
    wasLead = half === 0xd800
  }
  return points
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

function uniqueItems(is: unknown): Rule | undefined {
  if (typeof is !== 'boolean') return undefined
  if (!is) return () => undefined
  return (value, count) => {
    if (!Array.isArray(value)) return undefined
    const { scalars, nested } = valuesOf(value, count)
    return scalars.size + nested.size < value.length ? 'must not have two equal items' : undefined
  }
}

/** The units of looking for one member. */
const PER_REQUIRED = 10

function required(names: unknown): Rule | undefined {
  if (!Array.isArray(names) || !names.every(isText)) return undefined
  const unique = [...new Set(names)]
  return (value, count) => {
    if (!isJson(value)) return undefined
    count(unique.length * PER_REQUIRED)
    const missing = unique.find((name) => !Object.hasOwn(value, name))
    return missing === undefined
      ? undefined
      : `must have the member \`${missing.slice(0, 100).toWellFormed()}\``
  }
}

/** The units of counting one member. */
const PER_COUNTED = 24

function membersOf(value: Json, _limit: number, count: Count): number {
  const members = Object.keys(value).length
  count(members * PER_COUNTED)
  return members
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
