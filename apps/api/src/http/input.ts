import { ApiError, type ErrorItem, type Operation } from '@countersign/contract'
import type { FastifyRequest } from 'fastify'
import * as z from 'zod'

type Issue = z.core.$ZodIssue
type Place = 'body' | 'parameter'

const ITEMS_MAX = 20
const TEXT_MAX = 200
const NO_MEMBERS = z.strictObject({})

/** Reads an operation's input, each part from the place the operation declares and from nowhere else. */
export type ReadInput = (request: FastifyRequest, body: unknown) => object

/** Makes the reader of an operation's input. */
export function inputReader(operation: Operation): ReadInput {
  const { params, query, body } = operation.input
  const readQuery = (request: FastifyRequest): object => {
    if (query !== undefined) return parsePart(query, request.query, 'parameter')
    // A member that the operation does not know is refused in a query, too.
    return request.raw.url?.includes('?') === true ? parsePart(NO_MEMBERS, request.query, 'parameter') : {}
  }
  if (params === undefined && query === undefined && body !== undefined) {
    return (request, value) => {
      readQuery(request)
      return parsePart(body, value, 'body')
    }
  }
  return (request, value) => ({
    ...(params === undefined ? {} : parsePart(params, request.params, 'parameter')),
    ...readQuery(request),
    ...(body === undefined ? {} : parsePart(body, value, 'body')),
  })
}

function parsePart(schema: z.ZodType<object>, value: unknown, place: Place): object {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new ApiError('request.invalid', {
    errors: parsed.error.issues.flatMap((issue) => itemsOf(issue, place)).slice(0, ITEMS_MAX),
  })
}

function itemsOf(issue: Issue, place: Place): ErrorItem[] {
  if (issue.code !== 'unrecognized_keys') return [itemAt(issue.path, issue.code, issue.message, place)]
  return issue.keys
    .slice(0, ITEMS_MAX)
    .map((key) => itemAt([...issue.path, key], 'unknown_member', 'this operation has no such member', place))
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
