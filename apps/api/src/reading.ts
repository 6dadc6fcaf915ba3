// Reads what callers send, on the event loop or in a thread: strict JSON, then the operation's schema.
import { isUtf8 } from 'node:buffer'
import { type ErrorItem, issueMessage, type Operation } from '@countersign/contract'
import { JsonError, parseJson } from '@countersign/json'
import { nearest } from '@countersign/terms'
import * as z from 'zod'
import { ApiError } from './operations/refusal.ts'

type Issue = z.core.$ZodIssue
export type Place = 'body' | 'parameter'

const ITEMS_MAX = 20
const TEXT_MAX = 200

/** What of an operation bounds the body that it takes. */
type Limits = Pick<Operation, 'bodyDepthMax' | 'bodyValuesMax'>

/** Parses a body strictly; no body at all counts as an object without members. */
export function parseBody(bytes: unknown, limits: Limits): unknown {
  if (bytes === undefined || (bytes instanceof Uint8Array && bytes.length === 0)) return {}
  if (!(bytes instanceof Uint8Array)) throw new ApiError('content.type')
  try {
    return parseJson(decoded(bytes), {
      maxDepth: limits.bodyDepthMax,
      maxNodes: limits.bodyValuesMax,
      refuseNul: true,
    })
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    throw new ApiError(error.code === 'json.nul' ? 'request.nul' : 'request.invalid', {
      detail:
        error.code === 'json.nodes'
          ? `the body holds more than ${limits.bodyValuesMax} values`
          : 'the body is not JSON that this API accepts',
      errors: [{ code: error.code, message: error.message, offset: error.offset }],
    })
  }
}

/** Node's own decoder takes a fraction of the time of the one that needs no platform. */
function decoded(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) throw new JsonError('json.utf8', 0, 'not valid UTF-8')
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}

/** A part of a request after its schema; throws with what is wrong and where. */
export function parsePart<T extends object>(schema: z.ZodType<T>, value: unknown, place: Place): T {
  const repeated = place === 'parameter' ? repeatedIn(value) : []
  if (repeated.length > 0) throw new ApiError('request.invalid', { errors: repeated })
  // The members that an object has, by the list of those that it does not have.
  let known: WeakMap<readonly string[], readonly string[]> | undefined
  const parsed = schema.safeParse(value, {
    error(issue) {
      if (issue.code === 'unrecognized_keys' && issue.inst instanceof z.ZodObject) {
        known ??= new WeakMap()
        known.set(issue.keys, Object.keys(issue.inst.shape))
      }
      return issueMessage(issue)
    },
  })
  if (parsed.success) return parsed.data
  const kinds = parsed.error.issues.filter(({ code }) => code === 'invalid_type')
  // What is of the wrong kind is not measured as well.
  const reported = parsed.error.issues.filter(
    (issue) => kinds.includes(issue) || !kinds.some((kind) => isSame(kind.path, issue.path)),
  )
  throw new ApiError('request.invalid', {
    errors: reported
      .slice(0, ITEMS_MAX)
      .flatMap((issue) => itemsOf(issue, place, known))
      .slice(0, ITEMS_MAX),
  })
}

function isSame(left: readonly PropertyKey[], right: readonly PropertyKey[]): boolean {
  return left.length === right.length && left.every((step, at) => step === right[at])
}

/** Parameters that a query has more than once. */
function repeatedIn(query: unknown): ErrorItem[] {
  return Object.entries(Object(query))
    .filter(([, value]) => Array.isArray(value))
    .slice(0, ITEMS_MAX)
    .map(([name]) => itemAt([name], 'repeated', 'must be given only once', 'parameter'))
}

type Known = Pick<WeakMap<readonly string[], readonly string[]>, 'get'> | undefined

function itemsOf(issue: Issue, place: Place, known: Known): ErrorItem[] {
  if (issue.code !== 'unrecognized_keys') return [itemAt(issue.path, issue.code, issue.message, place)]
  return issue.keys.slice(0, ITEMS_MAX).map((key) => {
    const meant = nearest(key, known?.get(issue.keys) ?? [])
    const message = meant === undefined ? issue.message : `is not accepted here: did you mean \`${meant}\`?`
    return itemAt([...issue.path, key], 'unknown_member', message, place)
  })
}

function itemAt(path: readonly PropertyKey[], code: string, message: string, place: Place): ErrorItem {
  const where = clip(place === 'body' ? pointerOf(path) : String(path[0] ?? ''))
  const item = { code, message: clip(message) }
  return place === 'body' ? { ...item, pointer: where } : { ...item, parameter: where }
}

/** A JSON pointer, RFC 6901 section 3. */
function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** Errors repeat names that the caller chose, so their length is bounded. */
function clip(text: string): string {
  return text.length <= TEXT_MAX ? text : `${text.slice(0, TEXT_MAX)}…`.toWellFormed()
}
