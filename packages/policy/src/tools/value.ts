// Converts the arguments of a tool to a Cedar value of its type, exactly or not at all.

import type { CedarValue } from '../model/cedar.ts'
import { decimalExactly } from '../model/decimal.ts'
import type { ArgumentsRecord, ArgumentsType } from '../model/tool.ts'

class Mismatch extends Error {
  override name = 'Mismatch'
}

const NAMED = 100

function refuse(path: string, wrong: string): never {
  throw new Mismatch(
    `${path === '' ? 'the arguments' : `\`${path.slice(0, NAMED).toWellFormed()}\``} ${wrong}`,
  )
}

type Json = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function below(path: string, name: string | number): string {
  return `${path}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`
}

function recordOf(type: ArgumentsRecord, value: Json, path: string): CedarValue {
  const members: [string, CedarValue][] = []
  for (const [name, { type: inner, required }] of type.members) {
    const member = Object.hasOwn(value, name) ? value[name] : undefined
    if (member !== undefined && member !== null)
      members.push([name, cedarOf(inner, member, below(path, name))])
    else if (required) refuse(below(path, name), member === null ? 'must not be null' : 'must be there')
  }
  const odd = type.closed ? Object.keys(value).find((name) => !type.named.has(name)) : undefined
  if (odd !== undefined) refuse(below(path, odd), 'must not be there, since the schema does not list it')
  return Object.fromEntries(members)
}

function numberOf(value: unknown, path: string): CedarValue {
  if (typeof value !== 'number') return refuse(path, 'must be a number')
  return decimalExactly(value) ?? refuse(path, 'must be a decimal of at most 4 places, below 922337203685477')
}

function wholeOf(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) return refuse(path, 'must be an integer')
  if (!Number.isSafeInteger(value))
    return refuse(path, 'must be an integer that is exact: from -(2^53 - 1) to 2^53 - 1')
  return value === 0 ? 0 : value
}

function cedarOf(type: ArgumentsType, value: unknown, path: string): CedarValue {
  switch (type.kind) {
    case 'string':
      return typeof value === 'string' && value.isWellFormed() ? value : refuse(path, 'must be a string')
    case 'bool':
      return typeof value === 'boolean' ? value : refuse(path, 'must be true or false')
    case 'long':
      return wholeOf(value, path)
    case 'decimal':
      return numberOf(value, path)
    case 'set':
      return Array.isArray(value)
        ? value.map((item, at) => cedarOf(type.of, item, below(path, at)))
        : refuse(path, 'must be an array')
    default:
      return isObject(value) ? recordOf(type, value, path) : refuse(path, 'must be an object')
  }
}

/** Arguments as the Cedar value of their type, exactly, or why they are none; null counts as absent. */
export function argumentsValueOf(
  type: ArgumentsType,
  value: unknown,
): { value: CedarValue } | { problem: string } {
  try {
    return { value: cedarOf(type, value, '') }
  } catch (error) {
    if (error instanceof Mismatch) return { problem: error.message }
    throw error
  }
}
