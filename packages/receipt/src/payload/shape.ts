// Shapes of JSON: each is declared once, and its type, its check and its canonical order follow from it.
import { isJsonObject, type JsonObject } from '@countersign/json'
import { ReceiptError } from './error.ts'

/** What a value must look like. */
export type Shape<T> = {
  /**
   * The value with its members in canonical order and nothing else, as it is where it is like that already; throws what
   * `readAs` turns into a `ReceiptError`.
   */
  readonly read: (value: unknown) => T
  /** Paths of the commitments inside it, dotted; the empty one is the value itself. */
  readonly commitments: readonly string[]
}

/** The type of a value that has a shape. */
export type Of<S> = S extends Shape<infer T> ? T : never

/** Shapes of members, by name. */
export type Shapes = Readonly<Record<string, Shape<unknown>>>

/** No members. */
export type NoShapes = Readonly<Record<never, never>>

type Flat<T> = { [K in keyof T]: T[K] }

/** The type of an object with these members. */
export type Members<R extends Shapes, O extends Shapes> = Flat<
  { [K in keyof R]: Of<R[K]> } & { [K in keyof O]?: Of<O[K]> }
>

/** Any JSON value. */
export const anything: Shape<unknown> = { read: (value) => value, commitments: [] }

/** Text that matches a pattern, which must be anchored. */
export function text(pattern: RegExp): Shape<string> {
  return {
    read(value) {
      if (typeof value === 'string' && pattern.test(value)) return value
      throw refuse(`must match ${pattern.source}`)
    },
    commitments: [],
  }
}

/** One of these words or numbers. */
export function oneOf<const W extends string | number>(...words: readonly W[]): Shape<W> {
  return {
    read(value) {
      if (words.includes(value as W)) return value as W
      throw refuse(`must be one of ${words.join(', ')}`)
    },
    commitments: [],
  }
}

/** An integer within bounds, both included. */
export function integer(min: number, max: number): Shape<number> {
  return {
    read(value) {
      if (Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max) return value as number
      throw refuse(`must be an integer from ${min} to ${max}`)
    },
    commitments: [],
  }
}

/** A list of at most `max` items. It must not hold commitments, whose paths would not be unique. */
export function list<T>(item: Shape<T>, max: number): Shape<T[]> {
  if (item.commitments.length > 0) throw new RangeError('a list must not hold commitments')
  return {
    read(value) {
      if (!Array.isArray(value) || value.length > max) throw refuse(`must be a list of at most ${max}`)
      let read: T[] = isWrittenAsItIs(value) ? value : [...value]
      for (let index = 0; index < value.length; index++) {
        const given: unknown = value[index]
        const made = readWithin(`[${index}]`, item.read, given)
        if (made === given) continue
        if (read === value) read = [...value]
        read[index] = made
      }
      return read
    },
    commitments: [],
  }
}

/** A closed object: a member that is neither required nor optional is refused. */
export function object<R extends Shapes, O extends Shapes = NoShapes>(
  required: R,
  optional?: O,
): Shape<Members<R, O>> {
  const shapes: Shapes = { ...required, ...optional }
  const names = Object.keys(shapes).sort()
  const members = names.map((name) => {
    const shape = shapes[name] ?? anything
    return { name, isRequired: Object.hasOwn(required, name), ...shape }
  })
  return {
    read: (value) => readObject(members, value) as Members<R, O>,
    commitments: members.flatMap(({ name, commitments }) =>
      commitments.map((path) => (path === '' ? name : `${name}.${path}`)),
    ),
  }
}

type Member = Shape<unknown> & { name: string; isRequired: boolean }

function readObject(members: readonly Member[], value: unknown): JsonObject {
  if (!isJsonObject(value)) throw refuse('must be an object')
  const given: JsonObject = value
  const isOrdered = isInOrder(members, given)
  let read: Record<string, unknown> = isOrdered ? given : {}
  for (const { name, isRequired, read: readMember } of members) {
    const member = given[name]
    if (member === undefined) {
      if (isRequired) throw within(name, refuse('is missing'))
      continue
    }
    const made = readWithin(name, readMember, member)
    if (read !== given) read[name] = made
    else if (made !== member) read = { ...given, [name]: made }
  }
  if (!isOrdered) requireNoOthers(members, given)
  return read as JsonObject
}

/** The engine would write what a function of this name answers. */
function isWrittenAsItIs(value: object): boolean {
  return !('toJSON' in value)
}

/** Whether an object has some of these members in their order and nothing else, so that it is written as it is: without those that are undefined. */
function isInOrder(members: readonly Member[], value: JsonObject): boolean {
  if (Object.getPrototypeOf(value) !== Object.prototype || !isWrittenAsItIs(value)) return false
  let at = 0
  for (const name in value) {
    if (value[name] === undefined) continue
    while (at < members.length && members[at]?.name !== name) at++
    if (at === members.length) return false
    at++
  }
  return true
}

function requireNoOthers(members: readonly Member[], value: JsonObject): void {
  let left = 0
  // Counted so, because a list of the names would be thrown away.
  for (const name in value) if (value[name] !== undefined) left++
  for (const { name } of members) if (value[name] !== undefined) left--
  if (left === 0) return
  const other = Object.keys(value).find(
    (name) => value[name] !== undefined && !members.some((member) => member.name === name),
  )
  if (other !== undefined) throw within(other, refuse('is not a member of this type'))
}

function readWithin<T>(name: string, read: (value: unknown) => T, value: unknown): T {
  try {
    return read(value)
  } catch (error) {
    throw within(name, error)
  }
}

/** Why a value does not have its shape; the path is built while unwinding, so that a value that fits costs nothing. */
class ShapeError extends Error {
  path = ''
}

function refuse(reason: string): ShapeError {
  return new ShapeError(reason)
}

function within(name: string, error: unknown): unknown {
  if (error instanceof ShapeError) {
    const isJoined = error.path === '' || error.path.startsWith('[')
    error.path = isJoined ? name + error.path : `${name}.${error.path}`
  }
  return error
}

/** The value in its shape; throws `ReceiptError` `payload.schema` with the path of what does not fit. */
export function readAs<T>(shape: Shape<T>, value: unknown): T {
  try {
    return shape.read(value)
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error
    throw new ReceiptError('payload.schema', error.path, `\`${error.path}\` ${error.message}`)
  }
}
