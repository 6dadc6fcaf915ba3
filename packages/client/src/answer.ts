// Holds an answer to the form that the contract gives it, in a fraction of the code of a schema library.
import { parseTime } from '@countersign/terms'

/** The form of a value: what the contract's JSON Schemas use for answers, and no more. */
export type Shape = {
  readonly $ref?: string
  readonly anyOf?: readonly Shape[]
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean' | 'null'
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly pattern?: string
  readonly format?: 'date-time'
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly items?: Shape
  readonly minItems?: number
  readonly maxItems?: number
  readonly properties?: Shapes
  readonly required?: readonly string[]
  readonly propertyNames?: Shape
  readonly additionalProperties?: boolean | Shape
}

/** Forms by name: of components, or of the members of an object. */
export type Shapes = { readonly [name: string]: Shape }

type Members = { readonly [name: string]: unknown }
type Read = (shape: Shape, value: unknown, at: string) => unknown

/** Makes what reads values: it throws where one has another form, and leaves out members that nobody declared. */
export function readerOf(components: Shapes): (shape: Shape, value: unknown) => unknown {
  function read(shape: Shape, value: unknown, at: string): unknown {
    if (shape.$ref !== undefined) return read(components[shape.$ref] ?? fail(at), value, at)
    if (shape.anyOf !== undefined) return readAny(read, shape.anyOf, value, at)
    if (!isOfType(shape, value) || !isChosen(shape, value) || !isWithin(shape, value)) fail(at)
    if (Array.isArray(value)) return readItems(read, shape, value, at)
    return shape.type === 'object' ? readMembers(read, shape, value as Members, at) : value
  }
  return (shape, value) => read(shape, value, '')
}

function fail(at: string): never {
  throw new TypeError(`the answer does not have the form that is known${at === '' ? '' : ` at \`${at}\``}`)
}

function isOfType({ type }: Shape, value: unknown): boolean {
  if (type === undefined) return value !== undefined
  switch (type) {
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
    case 'array':
      return Array.isArray(value)
    case 'integer':
      return Number.isSafeInteger(value)
    case 'number':
      return Number.isFinite(value)
    case 'null':
      return value === null
    case 'string':
      return typeof value === 'string'
    case 'boolean':
      return typeof value === 'boolean'
  }
}

function isChosen(shape: Shape, value: unknown): boolean {
  if ('const' in shape && value !== shape.const) return false
  return shape.enum === undefined || shape.enum.includes(value)
}

/** Whether a text, a number or a list is as long, as great and as written as it may be. */
function isWithin(shape: Shape, value: unknown): boolean {
  if (typeof value === 'string') return isWritten(shape, value)
  if (typeof value === 'number') {
    return value >= (shape.minimum ?? value) && value <= (shape.maximum ?? value)
  }
  if (!Array.isArray(value)) return true
  return value.length >= (shape.minItems ?? 0) && value.length <= (shape.maxItems ?? value.length)
}

function isWritten({ minLength, maxLength, pattern, format }: Shape, text: string): boolean {
  if (text.length < (minLength ?? 0) || text.length > (maxLength ?? text.length)) return false
  if (format === 'date-time' && !isTime(text)) return false
  return pattern === undefined || new RegExp(pattern).test(text)
}

/** No time of the API is before 1970. */
function isTime(text: string): boolean {
  const time = parseTime(text)
  return time !== undefined && time >= 0
}

function readAny(read: Read, shapes: readonly Shape[], value: unknown, at: string): unknown {
  for (const shape of shapes) {
    try {
      return read(shape, value, at)
    } catch {}
  }
  return fail(at)
}

function readItems(read: Read, { items }: Shape, values: readonly unknown[], at: string): unknown {
  return items === undefined ? values : values.map((value, index) => read(items, value, `${at}/${index}`))
}

function readMembers(read: Read, shape: Shape, members: Members, at: string): unknown {
  const { properties, required = [], propertyNames, additionalProperties = false } = shape
  const known = Object.entries(properties ?? {}).flatMap(([name, member]) => {
    if (Object.hasOwn(members, name)) return [[name, read(member, members[name], `${at}/${name}`)] as const]
    return required.includes(name) ? fail(`${at}/${name}`) : []
  })
  const others = Object.entries(members).filter(
    ([name]) => properties === undefined || !Object.hasOwn(properties, name),
  )
  if (shape.additionalProperties === false && others.length > 0) fail(`${at}/${others[0]?.[0]}`)
  if (additionalProperties === false) return Object.fromEntries(known)
  for (const [name, value] of others) {
    if (propertyNames !== undefined) read(propertyNames, name, at)
    if (additionalProperties !== true) read(additionalProperties, value, `${at}/${name}`)
  }
  return properties === undefined ? members : Object.fromEntries([...known, ...others])
}
