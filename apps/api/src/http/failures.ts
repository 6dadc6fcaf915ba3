// How the server answers what fails: faults, unknown paths, and what cannot be read as a request.
import type { Socket } from 'node:net'
import { operationList } from '@countersign/contract'
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../operations/refusal.ts'
import { sendError } from './pages/pages.ts'
import { problemOf, toApiError } from './problem.ts'
import { Refusal } from './refusal.ts'
import { requestIdOf } from './request.ts'

const API_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
} as const

type FaultParts = { readonly log: FastifyBaseLogger; readonly onLost?: (error: unknown) => void }

/** What every answer of the API has. */
export function stamp(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-request-id', request.id)
  reply.headers(API_HEADERS)
}

/** Only our own faults are logged in full; for a busy service the line of the request is enough. */
export function faultReporter({ log, onLost }: FaultParts) {
  return (error: ApiError, { id, route }: Faulty): void => {
    const { code, cause } = error
    if (code === 'store.unavailable' || code === 'outcome.unknown') onLost?.(cause)
    else if (code === 'internal') {
      log.error({ request_id: id, code, route, err: cause ?? error }, 'a request failed')
    }
  }
}

type Faulty = { id: string; route: string | undefined }

export function errorSender(report: ReturnType<typeof faultReporter>) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const known = withLimit(toApiError(error), request)
    request.problem = known.code
    const { status, headers, body } = problemOf(known, request.id)
    if (status >= 500) report(known, { id: request.id, route: request.routeOptions.url })
    reply.code(status).headers(headers).serializer(JSON.stringify).send(body)
  }
}

/** Fastify says that a body is too large, and not for what. */
function withLimit(error: ApiError, { routeOptions }: FastifyRequest): ApiError {
  if (error.code !== 'request.too_large' || error.detail !== undefined) return error
  const { bodyLimit } = routeOptions
  return bodyLimit === undefined
    ? error
    : new ApiError(error.code, { detail: `the body may have at most ${bodyLimit} bytes`, cause: error })
}

/** Answers an unknown path with 404, and a served path with another method with 405. */
export function refuseUnknown(app: FastifyInstance): void {
  const routes = operationList.map(({ path, method }) => ({
    method,
    pattern: new RegExp(`^${path.replaceAll(/\{[a-z_]+\}/g, '[^/]+')}$`),
  }))
  app.setNotFoundHandler((request, reply) => {
    stamp(request, reply)
    const path = request.url.split('?', 1)[0] ?? ''
    const methods = new Set(routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))
    if (methods.size === 0) {
      const unknown = new ApiError('route.unknown')
      if (request.headers.accept?.includes('text/html') !== true) throw unknown
      return sendError(unknown, request, reply)
    }
    throw new Refusal('method.not_allowed', { allow: [...methods].sort().join(', ') })
  })
}

/** Answers what Node could not read as a request, or what did not arrive in time. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const isTimeout = error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
  const isOverflow = error.code === 'HPE_HEADER_OVERFLOW'
  const code = isTimeout ? 'request.timeout' : isOverflow ? 'request.too_large' : 'request.invalid'
  const { status, body } = problemOf(new ApiError(code), requestIdOf({ headers: {} }))
  const text = JSON.stringify(body)
  const head = [
    `HTTP/1.1 ${status} ${isTimeout ? 'Request Timeout' : isOverflow ? 'Content Too Large' : 'Bad Request'}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(text)}`,
    `x-request-id: ${body.request_id}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`)
}
