// Writes answers as JSON, declared members only.
import * as z from 'zod'

/** Makes what is written of a value; undefined for a value that is absent and may be. */
type Read = (value: unknown) => unknown

/** Writes answers as JSON. */
export type Serialise = (value: unknown) => string

/**
 * Makes a writer from a schema. It visits declared members only, so nothing undeclared can leave, and it throws when
 * a declared one is missing or of another type. It costs a fraction of parsing the value and writing the copy.
 */
export function serialiserOf(schema: z.ZodType): Serialise {
  const read = readerOf(schema)
  return (value) => {
    const text = JSON.stringify(read(value))
    if (text === undefined) throw new TypeError('the answer is missing')
    return text
  }
}

function readerOf(schema: z.core.$ZodType): Read {
  if (schema instanceof z.ZodOptional) {
    const read = readerOf(schema.def.innerType)
    return (value) => (value === undefined ? undefined : read(value))
  }
  if (schema instanceof z.ZodObject) return objectReader(schema.def.shape)
  if (schema instanceof z.ZodCodec) return codecReader(schema)
  if (schema instanceof z.ZodArray) return arrayReader(readerOf(schema.def.element))
  if (schema instanceof z.ZodString) return readText
  if (schema instanceof z.ZodNumber) return readNumber
  if (schema instanceof z.ZodBoolean) return readBoolean
  if (schema instanceof z.ZodEnum) return choiceReader(schema.options)
  if (schema instanceof z.ZodLiteral) return choiceReader([...schema.values])
  if (schema instanceof z.ZodDiscriminatedUnion) return alternativesReader(schema)
  // What is left is rare (records, literals, free JSON): encoded as usual.
  return (value) => z.encode(schema, value)
}

function objectReader(shape: Readonly<Record<string, z.core.$ZodType>>): Read {
  const members = Object.entries(shape).map(([name, schema]) => ({
    name,
    read: readerOf(schema),
    isOptional: schema instanceof z.ZodOptional,
  }))
  return (value) => {
    if (typeof value !== 'object' || value === null) throw wrong('an object')
    const copy: Record<string, unknown> = {}
    for (const { name, read, isOptional } of members) {
      const member = read((value as Record<string, unknown>)[name])
      if (member !== undefined) copy[name] = member
      else if (!isOptional) throw wrong(`\`${name}\``)
    }
    return copy
  }
}

/** Objects of which one member, such as a verdict, says what the others are. */
function alternativesReader({ def, options }: z.ZodDiscriminatedUnion): Read {
  const readers = new Map<unknown, Read>()
  for (const option of options) {
    const read = readerOf(option)
    for (const value of option._zod.propValues?.[def.discriminator] ?? []) readers.set(value, read)
  }
  return (value) => {
    if (typeof value !== 'object' || value === null) throw wrong('an object')
    const read = readers.get((value as Record<string, unknown>)[def.discriminator])
    if (read === undefined) throw wrong(`a known \`${def.discriminator}\``)
    return read(value)
  }
}

function arrayReader(read: Read): Read {
  return (value) => {
    if (!Array.isArray(value)) throw wrong('an array')
    return value.map(read)
  }
}

/** What a handler answers as a number and a caller gets as a text: a time. */
function codecReader({ def }: z.ZodCodec<z.core.$ZodType, z.core.$ZodType>): Read {
  const read = readerOf(def.in)
  const checkInner = readerOf(def.out)
  return (value) => {
    checkInner(value)
    return read(def.reverseTransform(value, { value, issues: [] }))
  }
}

function readText(value: unknown): string {
  if (typeof value !== 'string') throw wrong('a text')
  return value
}

function readNumber(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong('a number')
  return value
}

function readBoolean(value: unknown): boolean {
  if (typeof value !== 'boolean') throw wrong('true or false')
  return value
}

function choiceReader(options: readonly z.core.util.Literal[]): Read {
  const known = new Set<unknown>(options)
  return (value) => {
    if (!known.has(value)) throw wrong(`one of ${options.join(', ')}`)
    return value
  }
}

function wrong(what: string): TypeError {
  return new TypeError(`the answer lacks ${what}`)
}
