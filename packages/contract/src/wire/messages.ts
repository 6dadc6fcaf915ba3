// Messages for a value that a schema refuses, where the schema has no words of its own.
import * as z from 'zod'

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
  if (issue.code === 'invalid_value') return `must be ${oneOf(issue.values.map(String))}`
  if (issue.code === 'unrecognized_keys') return unknownAmong(issue.inst)
  if (issue.code === 'too_small') return bounded('at least', issue.origin, issue.minimum)
  if (issue.code === 'too_big') return bounded('at most', issue.origin, issue.maximum)
  if (issue.code === 'invalid_format' && issue.format === 'url') return 'must be a URL'
  return 'does not have the form that is accepted here'
}

function ofKind(expected: string, input: unknown): string {
  return input === undefined ? 'is required' : `must be ${KINDS[expected] ?? expected}`
}

/** What is accepted, as the end of a sentence: the one word, or `one of` them. */
export function oneOf(words: readonly string[]): string {
  return words.length === 1 ? listed(words) : `one of ${listed(words)}`
}

/** The message for a change that changes nothing. */
export function changesNothing(schema: z.ZodObject): string {
  return `must change something: give ${oneOf(Object.keys(schema.shape))}`
}

const LISTED_MAX = 130

/** As many of the words as a message holds, and how many more there are. */
export function listed(words: readonly string[]): string {
  let text = ''
  for (const [at, word] of words.entries()) {
    const next = `${text}${at === 0 ? '' : ', '}\`${word}\``
    if (next.length > LISTED_MAX) return `${text} and ${words.length - at} more: see /docs`
    text = next
  }
  return text
}

/** Of a member or parameter that a closed object does not have. */
function unknownAmong(schema: unknown): string {
  const names = schema instanceof z.ZodObject ? Object.keys(schema.shape) : []
  return names.length === 0
    ? 'is not accepted here: leave it out'
    : `is not accepted here: give ${oneOf(names)}`
}

function bounded(bound: string, origin: string, limit: number | bigint): string {
  const unit = UNITS[origin]
  if (unit === undefined) return `must be ${bound} ${limit}`
  return `must have ${bound} ${limit} ${limit === 1 ? unit[0] : unit[1]}`
}
