// What is said of a value that a schema refuses, where the schema has no words of its own.
import type * as z from 'zod'

type RawIssue = Parameters<z.core.$ZodErrorMap>[0]

/** The kinds of values as a caller of a JSON API calls them. */
const KINDS: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
  record: 'an object',
  null: 'null',
}

/** What sizes of such a value are counted in. */
const UNITS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  string: ['character', 'characters'],
  array: ['item', 'items'],
  set: ['item', 'items'],
}

/** The error map for schemas of the contract: a sentence without its subject, such as `must be a string`. */
export function issueMessage(issue: RawIssue): string {
  if (issue.code === 'invalid_type') return ofKind(issue.expected, issue.input)
  if (issue.input === undefined) return 'is required'
  if (issue.code === 'invalid_value') return `must be ${oneOf(issue.values)}`
  if (issue.code === 'too_small') return bounded('at least', issue.origin, issue.minimum)
  if (issue.code === 'too_big') return bounded('at most', issue.origin, issue.maximum)
  if (issue.code === 'invalid_format' && issue.format === 'url') return 'must be a URL'
  return 'does not have the form that is accepted here'
}

function ofKind(expected: string, input: unknown): string {
  return input === undefined ? 'is required' : `must be ${KINDS[expected] ?? expected}`
}

function oneOf(values: readonly unknown[]): string {
  const words = values.map((value) => `\`${String(value)}\``)
  return words.length === 1 ? `${words[0]}` : `one of ${words.join(', ')}`
}

function bounded(bound: string, origin: string, limit: number | bigint): string {
  const unit = UNITS[origin]
  if (unit === undefined) return `must be ${bound} ${limit}`
  return `must have ${bound} ${limit} ${limit === 1 ? unit[0] : unit[1]}`
}
