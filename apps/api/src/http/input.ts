// Reads an operation's input, each part from the place that the operation declares.
import type { Operation } from '@countersign/contract'
import type { FastifyRequest } from 'fastify'
import * as z from 'zod'
import { quickReader, UNFIT } from '../quick.ts'
import { parsePart } from '../reading.ts'

const NO_MEMBERS = z.strictObject({})

/** Reads an operation's input, each part from the place the operation declares and from nowhere else. */
export type ReadInput = (request: FastifyRequest, body: unknown) => object

/** Makes the reader of an operation's input. */
export function inputReader(operation: Operation): ReadInput {
  const { params, query, body } = operation.input
  function readQuery(request: FastifyRequest): object {
    if (query !== undefined) return parsePart(query, request.query, 'parameter')
    // A member that the operation does not know is refused in a query, too.
    return request.raw.url?.includes('?') === true ? parsePart(NO_MEMBERS, request.query, 'parameter') : {}
  }
  if (operation.isolated) {
    return (request, bytes) => {
      readQuery(request)
      return { body: bytes ?? new Uint8Array() }
    }
  }
  const readBody = bodyReader(operation)
  if (params === undefined && query === undefined && body !== undefined) {
    return (request, value) => {
      readQuery(request)
      return readBody(value)
    }
  }
  return (request, value) => ({
    ...(params === undefined ? {} : parsePart(params, request.params, 'parameter')),
    ...readQuery(request),
    ...readBody(value),
  })
}

function bodyReader({ input: { body } }: Operation): (value: unknown) => object {
  if (body === undefined) return () => ({})
  const quick = quickReader(body)
  return (value) => {
    const read = quick === undefined ? UNFIT : quick(value)
    return read === UNFIT ? parsePart(body, value, 'body') : (read as object)
  }
}
