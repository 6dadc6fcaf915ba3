// Credentials that are told by their form: read where a beginning was sighted, forwards and once.
import { type Budget, spend } from '../../budget.ts'
import type { Hit } from '../../finding.ts'
import { hasChecksum } from './checksum.ts'
import { type Format, type Part, setOf } from './formats.ts'
import { classesIn, isCamelCase } from './randomness.ts'

/** Where a run of characters of a set ends, so that runs are not counted anew from every place within. */
type Runs = Map<Uint8Array, { from: number; to: number }>

/** Reads the credentials of one text. */
export type KeyReader = (format: Format, at: number) => Hit | undefined

const PER_TRY = 4
const PER_CHARACTER = 1 / 2
const ALPHANUMERIC = setOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789')
const LOW = new Set(['secret.aws_identifier', 'secret.twilio_account'])
const WITH_CHECKSUM = new Set(['secret.github_token', 'secret.npm_token'])

function isIn(set: Uint8Array, code: number): boolean {
  return code < 128 && set[code] === 1
}

function runEnd(text: string, set: Uint8Array, from: number, runs: Runs, budget: Budget): number {
  const known = runs.get(set)
  if (known !== undefined && from >= known.from && from <= known.to) return known.to
  let to = from
  while (to < text.length && isIn(set, text.charCodeAt(to))) to += 1
  runs.set(set, { from, to })
  return spend(budget, (to - from) * PER_CHARACTER) ? to : from
}

/** Reads what follows a beginning; undefined where it does not. */
export function keyReader(text: string, budget: Budget): KeyReader {
  const runs: Runs = new Map()
  function partEnd(part: Part, at: number): number | undefined {
    if ('literal' in part) return text.startsWith(part.literal, at) ? at + part.literal.length : undefined
    const to = runEnd(text, part.set, at, runs, budget)
    if (to - at < part.least) return undefined
    return part.isExact ? at + part.least : to
  }
  return (format, at) => {
    if (!spend(budget, PER_TRY) || !text.startsWith(format.prefix, at)) return undefined
    const start = startOf(text, format, at)
    if (start === undefined) return undefined
    const body = at + format.prefix.length
    let end: number | undefined = body
    for (const part of format.parts) end = end === undefined ? undefined : partEnd(part, end)
    if (end === undefined) return undefined
    while (text.charCodeAt(end - 1) === 0x2e) end -= 1
    return hitOf(text, format, { start, body, end }, budget)
  }
}

/** What also is the last word of a longer name. */
const ALONE = new Set(['live_', 'test_'])
const JOINS = '_-'

/** No form has more before what tells it. */
const BEFORE_MAX = 80

function startOf(text: string, { before, prefix }: Format, at: number): number | undefined {
  let start = at
  const least = before?.least ?? 0
  if (before !== undefined)
    while (at - start < BEFORE_MAX && isIn(before.set, text.charCodeAt(start - 1))) start -= 1
  if (at - start < least || (before?.isExact === true && at - start > least)) return undefined
  if (start > 0 && ALONE.has(prefix) && JOINS.includes(text.charAt(start - 1))) return undefined
  const isWord = isIn(ALPHANUMERIC, text.charCodeAt(start))
  return isWord && start > 0 && isIn(ALPHANUMERIC, text.charCodeAt(start - 1)) ? undefined : start
}

type Found = { readonly start: number; readonly body: number; readonly end: number }

/** So much is enough to tell words from what a machine draws. */
const CHECKED_LENGTH = 128
const PER_CHECK = 60
/** So long, words that are written as one are the name of a test or a class. */
const CAMEL_MIN = 24

/** What documentation writes in the place of a key. */
const STAND_IN = /[x*]{8}$|[x*0]{16}|(?:^|[-_])your[-_]|[-_]here$/i

/** Words with hyphens between them, and nothing that a machine would draw. */
function isWords(rest: string): boolean {
  return /[a-z][-_][a-z]+[-_]/i.test(rest) && !/\d/.test(rest) && classesIn(rest.replace(/[-_.]/g, '')) < 2
}

/** Where one word ends and the next one begins; a run of one letter has none. */
const HUMPS = /[a-z][A-Z].{0,64}[a-z][A-Z]/

function isStandIn(rest: string): boolean {
  return STAND_IN.test(rest) || (rest.length >= CAMEL_MIN && isCamelCase(rest) && HUMPS.test(rest))
}

function hitOf(
  text: string,
  { kind, isWordlike }: Format,
  { start, body, end }: Found,
  budget: Budget,
): Hit | undefined {
  if (!spend(budget, PER_CHECK)) return undefined
  const rest = text.slice(body, Math.min(end, body + CHECKED_LENGTH))
  if ((isWordlike && isWords(rest)) || isStandIn(rest)) return undefined
  if (LOW.has(kind)) return { kind, severity: 'low', start, end }
  const isSure = !WITH_CHECKSUM.has(kind) || hasChecksum(rest)
  return { kind, severity: isSure ? 'critical' : 'high', start, end }
}
