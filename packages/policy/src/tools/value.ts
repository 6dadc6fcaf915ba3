// Converts the arguments of a tool to a Cedar value of its type, exactly or not at all.

import { type Budget, createBudget, spend } from '../model/budget.ts'
import type { CedarValue } from '../model/cedar.ts'
import { decimalExactly, withoutNoise } from '../model/decimal.ts'
import type { ArgumentsRecord, ArgumentsType } from '../model/tool.ts'
import { isJson, type Json } from './keywords.ts'

class Mismatch extends Error {
  override name = 'Mismatch'
}

const NAMED = 100

/** One conversion of arguments. */
type Run = {
  readonly budget: Budget
  /** The way to the value that is converted: written down only when something is wrong with it. */
  readonly steps: (string | number)[]
}

function step(name: string | number): string {
  return `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`
}

function refuse({ steps }: Run, wrong: string): never {
  const path = steps.map(step).join('')
  throw new Mismatch(
    `${path === '' ? 'the arguments' : `\`${path.slice(0, NAMED).toWellFormed()}\``} ${wrong}`,
  )
}

function refuseAt(run: Run, at: string | number, wrong: string): never {
  run.steps.push(at)
  return refuse(run, wrong)
}

function converted(run: Run, type: ArgumentsType, value: unknown, at: string | number): CedarValue {
  run.steps.push(at)
  const found = cedarOf(run, type, value)
  run.steps.pop()
  return found
}

function recordOf(run: Run, type: ArgumentsRecord, value: Json): CedarValue {
  const members: [string, CedarValue][] = []
  for (const [name, { type: inner, required }] of type.members) {
    count(run, PER_MEMBER)
    const member = Object.hasOwn(value, name) ? value[name] : undefined
    if (member !== undefined && member !== null) members.push([name, converted(run, inner, member, name)])
    else if (required) refuseAt(run, name, member === null ? 'must not be null' : 'must be there')
  }
  if (type.closed) refuseOthers(run, type, value)
  return Object.fromEntries(members)
}

function refuseOthers(run: Run, { named }: ArgumentsRecord, value: Json): void {
  for (const name of Object.keys(value)) {
    count(run, PER_NAME)
    if (!named.has(name)) refuseAt(run, name, 'must not be there, since the schema does not list it')
  }
}

function numberOf(run: Run, value: unknown): CedarValue {
  if (typeof value !== 'number') return refuse(run, 'must be a number')
  count(run, PER_DECIMAL)
  return (
    decimalExactly(withoutNoise(value)) ??
    refuse(run, 'must be a decimal of at most 4 places, below 922337203685477')
  )
}

function wholeOf(run: Run, value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) return refuse(run, 'must be an integer')
  if (!Number.isSafeInteger(value))
    return refuse(run, 'must be an integer that is exact: from -(2^53 - 1) to 2^53 - 1')
  return value === 0 ? 0 : value
}

function setOf(run: Run, type: ArgumentsType, value: unknown): CedarValue {
  return Array.isArray(value)
    ? value.map((item, at) => converted(run, type, item, at))
    : refuse(run, 'must be an array')
}

function cedarOf(run: Run, type: ArgumentsType, value: unknown): CedarValue {
  count(run, PER_VALUE)
  switch (type.kind) {
    case 'string':
      return typeof value === 'string' && value.isWellFormed() ? value : refuse(run, 'must be a string')
    case 'bool':
      return typeof value === 'boolean' ? value : refuse(run, 'must be true or false')
    case 'long':
      return wholeOf(run, value)
    case 'decimal':
      return numberOf(run, value)
    case 'set':
      return setOf(run, type.of, value)
    default:
      return isJson(value) ? recordOf(run, type, value) : refuse(run, 'must be an object')
  }
}

// What is made of them for the policies is counted as well.
const PER_VALUE = 12
const PER_MEMBER = 40
const PER_NAME = 12
const PER_DECIMAL = 100

function count({ budget }: Run, units: number): void {
  if (!spend(budget, units)) throw new Mismatch(TOO_LARGE)
}

/** Of arguments that cannot be read to their end within the budget. */
export const TOO_LARGE = 'the arguments are too large to be held against the input schema'

/** Arguments as the Cedar value of their type, exactly, or why they are none; null counts as absent. */
export function argumentsValueOf(
  type: ArgumentsType,
  value: unknown,
  budget: Budget = createBudget(),
): { value: CedarValue } | { problem: string } {
  try {
    return { value: cedarOf({ budget, steps: [] }, type, value) }
  } catch (error) {
    if (error instanceof Mismatch) return { problem: error.message }
    throw error
  }
}
