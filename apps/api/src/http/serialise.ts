// Writes answers as JSON, declared members only.
import * as z from 'zod'

/** Writes a value as JSON; undefined for a value that is absent and may be. */
type Write = (value: unknown) => string | undefined

/** Writes answers as JSON. */
export type Serialise = (value: unknown) => string

/**
 * Makes a writer from a schema. It visits declared members only, so nothing undeclared can leave, and it throws when
 * a declared one is missing or of another type. It costs a fraction of parsing the value and writing the copy.
 */
export function serialiserOf(schema: z.ZodType): Serialise {
  const write = writerOf(schema)
  return (value) => {
    const text = write(value)
    if (text === undefined) throw new TypeError('the answer is missing')
    return text
  }
}

function writerOf(schema: z.core.$ZodType): Write {
  if (schema instanceof z.ZodOptional) {
    const write = writerOf(schema.def.innerType)
    return (value) => (value === undefined ? undefined : write(value))
  }
  if (schema instanceof z.ZodObject) return objectWriter(schema.def.shape)
  if (schema instanceof z.ZodCodec) return codecWriter(schema)
  if (schema instanceof z.ZodArray) return arrayWriter(writerOf(schema.def.element))
  if (schema instanceof z.ZodString) return textWriter
  if (schema instanceof z.ZodNumber) return numberWriter
  if (schema instanceof z.ZodBoolean) return booleanWriter
  if (schema instanceof z.ZodEnum) return choiceWriter(schema.options)
  if (schema instanceof z.ZodLiteral) return choiceWriter([...schema.values])
  if (schema instanceof z.ZodDiscriminatedUnion) return alternativesWriter(schema)
  // What is left is rare (records, literals, free JSON): encoded as usual, then written.
  return (value) => JSON.stringify(z.encode(schema, value))
}

function objectWriter(shape: Readonly<Record<string, z.core.$ZodType>>): Write {
  const members = Object.entries(shape).map(([name, schema]) => ({
    name,
    prefix: `${JSON.stringify(name)}:`,
    write: writerOf(schema),
    isOptional: schema instanceof z.ZodOptional,
  }))
  return (value) => {
    if (typeof value !== 'object' || value === null) throw wrong('an object')
    let text = '{'
    for (const { name, prefix, write, isOptional } of members) {
      const written = write((value as Record<string, unknown>)[name])
      if (written !== undefined) text += text.length === 1 ? prefix + written : `,${prefix}${written}`
      else if (!isOptional) throw wrong(`\`${name}\``)
    }
    return `${text}}`
  }
}

/** Objects of which one member, such as a verdict, says what the others are. */
function alternativesWriter({ def, options }: z.ZodDiscriminatedUnion): Write {
  const writers = new Map<unknown, Write>()
  for (const option of options) {
    const write = writerOf(option)
    for (const value of option._zod.propValues?.[def.discriminator] ?? []) writers.set(value, write)
  }
  return (value) => {
    if (typeof value !== 'object' || value === null) throw wrong('an object')
    const write = writers.get((value as Record<string, unknown>)[def.discriminator])
    if (write === undefined) throw wrong(`a known \`${def.discriminator}\``)
    return write(value)
  }
}

function arrayWriter(write: Write): Write {
  return (value) => {
    if (!Array.isArray(value)) throw wrong('an array')
    return `[${value.map((item) => write(item) ?? 'null').join(',')}]`
  }
}

/** What a handler answers as a number and a caller gets as a text: a time. */
function codecWriter({ def }: z.ZodCodec<z.core.$ZodType, z.core.$ZodType>): Write {
  const write = writerOf(def.in)
  const checkInner = writerOf(def.out)
  return (value) => {
    checkInner(value)
    return write(def.reverseTransform(value, { value, issues: [] }))
  }
}

const NEEDS_CARE = /["\\\u0000-\u001f\u007f-\uffff]/

function textWriter(value: unknown): string {
  if (typeof value !== 'string') throw wrong('a text')
  return NEEDS_CARE.test(value) ? JSON.stringify(value) : `"${value}"`
}

function numberWriter(value: unknown): string {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong('a number')
  return `${value}`
}

function booleanWriter(value: unknown): string {
  if (typeof value !== 'boolean') throw wrong('true or false')
  return value ? 'true' : 'false'
}

function choiceWriter(options: readonly z.core.util.Literal[]): Write {
  const texts = new Map<unknown, string>(options.map((option) => [option, JSON.stringify(option)]))
  return (value) => {
    const text = texts.get(value)
    if (text === undefined) throw wrong(`one of ${options.join(', ')}`)
    return text
  }
}

function wrong(what: string): TypeError {
  return new TypeError(`the answer lacks ${what}`)
}
