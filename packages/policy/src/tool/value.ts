import type { CedarValue } from '../evaluator.ts'
import { decimalExactly } from '../facts/decimal.ts'
import type { ArgumentsRecord, ArgumentsType } from './definition.ts'

class Mismatch extends Error {
  override name = 'Mismatch'
}

const NAMED = 100

const refuse = (path: string, wrong: string): never => {
  throw new Mismatch(`\`${path.slice(0, NAMED).toWellFormed()}\` ${wrong}`)
}

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const below = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)

const recordOf = (type: ArgumentsRecord, value: Json, path: string): CedarValue => {
  const members: [string, CedarValue][] = []
  for (const [name, { type: inner, required }] of type.members) {
    const member = Object.hasOwn(value, name) ? value[name] : undefined
    if (member !== undefined && member !== null)
      members.push([name, cedarOf(inner, member, below(path, name))])
    else if (required) refuse(below(path, name), member === null ? 'is null' : 'is missing')
  }
  const odd = type.closed ? Object.keys(value).find((name) => !type.named.has(name)) : undefined
  if (odd !== undefined) refuse(below(path, odd), 'is not a member of the input schema')
  return Object.fromEntries(members)
}

const numberOf = (value: unknown, path: string): CedarValue => {
  if (typeof value !== 'number') return refuse(path, 'is not a number')
  return (
    decimalExactly(value) ?? refuse(path, 'is too large for a decimal, or has more than 4 decimal places')
  )
}

const wholeOf = (value: unknown, path: string): number => {
  if (typeof value !== 'number' || !Number.isInteger(value)) return refuse(path, 'is not a whole number')
  if (!Number.isSafeInteger(value)) return refuse(path, 'is too large to be exact')
  return value === 0 ? 0 : value
}

const cedarOf = (type: ArgumentsType, value: unknown, path: string): CedarValue => {
  switch (type.kind) {
    case 'string':
      return typeof value === 'string' && value.isWellFormed() ? value : refuse(path, 'is not a text')
    case 'bool':
      return typeof value === 'boolean' ? value : refuse(path, 'is not true or false')
    case 'long':
      return wholeOf(value, path)
    case 'decimal':
      return numberOf(value, path)
    case 'set':
      return Array.isArray(value)
        ? value.map((item, at) => cedarOf(type.of, item, `${path}[${at}]`))
        : refuse(path, 'is not a list')
    default:
      return isObject(value) ? recordOf(type, value, path) : refuse(path, 'is not an object')
  }
}

/** Arguments as the Cedar value of their type, exactly, or why they are none; null counts as absent. */
export const argumentsValueOf = (
  type: ArgumentsType,
  value: unknown,
): { value: CedarValue } | { problem: string } => {
  try {
    return { value: cedarOf(type, value, '') }
  } catch (error) {
    if (error instanceof Mismatch) return { problem: error.message }
    throw error
  }
}
