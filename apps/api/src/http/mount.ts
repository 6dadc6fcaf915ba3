import {
  ApiError,
  type AuthMode,
  bodyBytesDefault,
  type Call,
  type Caller,
  type Handlers,
  type Idempotency,
  type Operation,
  type OperationName,
  operationList,
} from '@countersign/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { admit, type Door, enforce } from './admit.ts'
import { answerSender } from './answer.ts'
import { digestOf, parseBody } from './body.ts'
import { inputReader } from './input.ts'
import { idempotencyKeyOf, traceIdOf } from './request.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; set before the body is read. */
    caller: Caller | undefined
  }
}

/** What the routes need. */
export interface MountOptions extends Door {
  readonly handlers: Handlers
  /** How many verifications may run at once. */
  readonly verifyConcurrency: number
}

type AnyHandler = (call: Call<AuthMode>, input: object) => Promise<unknown>

/** Makes a route of every operation of the contract. */
export function mount(app: FastifyInstance, options: MountOptions): void {
  app.decorateRequest('caller', undefined)
  for (const operation of operationList) mountOne(app, operation, options)
}

function mountOne(app: FastifyInstance, operation: Operation, options: MountOptions): void {
  const readInput = inputReader(operation)
  const send = answerSender(operation)
  const handle = bounded(operation, options)
  const reserve = operation.bodyBytesMax > bodyBytesDefault ? largeBodies(operation, options) : undefined
  app.route({
    method: operation.method,
    url: routeOf(operation),
    exposeHeadRoute: false,
    bodyLimit: operation.bodyBytesMax,
    onRequest: async (request, reply) => {
      request.caller = await admit(operation, options, request, reply)
      reserve?.(request, reply)
    },
    handler: async (request, reply) => {
      const body = operation.method === 'GET' ? undefined : parseBody(request.body, operation.bodyDepthMax)
      const input = readInput(request, body)
      const output = await handle(callOf(operation, request, body), input)
      return send(reply, output)
    },
  })
}

/** An operation's path as Fastify writes it. */
export function routeOf(operation: Operation): string {
  return operation.path.replaceAll(/\{([a-z_]+)\}/g, ':$1')
}

function callOf(operation: Operation, request: FastifyRequest, body: unknown): Call<AuthMode> {
  return {
    caller: request.caller,
    requestId: request.id,
    traceId: traceIdOf(request.headers.traceparent),
    idempotency: operation.method === 'POST' ? idempotencyOf(request, body) : undefined,
  }
}

function idempotencyOf(request: FastifyRequest, body: unknown): Idempotency | undefined {
  const key = idempotencyKeyOf(request.headers['idempotency-key'])
  return key === undefined ? undefined : { key, digest: digestOf(request.params as object, body) }
}

/** The mapped type `Handlers` proves that each handler fits its operation; an index by name loses that. */
function handlerOf(handlers: Handlers, operation: Operation): AnyHandler {
  return handlers[operation.name as OperationName] as unknown as AnyHandler
}

const LARGE_BODIES_MAX = 8
// What a large body costs is time on the event loop, a few milliseconds for so many bytes, with a key or without.
const BYTES_PER_REQUEST = 64 * 1024

/** Large bodies together hold no more memory than a few of them, and each counts for its size. */
function largeBodies(
  operation: Operation,
  { limiter }: MountOptions,
): (request: FastifyRequest, reply: FastifyReply) => void {
  let open = 0
  return (request, reply) => {
    const length = request.headers['content-length']
    if (length !== undefined && Number(length) <= bodyBytesDefault) return
    if (length === undefined && request.headers['transfer-encoding'] === undefined) return
    const bytes = Math.min(Number(length ?? operation.bodyBytesMax), operation.bodyBytesMax)
    enforce(limiter.address(request.ip, Math.ceil(bytes / BYTES_PER_REQUEST)), reply)
    if (open >= LARGE_BODIES_MAX)
      throw new ApiError(operation.errors.includes('policy.busy') ? 'policy.busy' : 'verify.busy')
    open++
    reply.raw.once('close', () => {
      open--
    })
  }
}

/** Verification is open to strangers and takes long, so only a few may run at once. */
function bounded(operation: Operation, options: MountOptions): AnyHandler {
  const handle = handlerOf(options.handlers, operation)
  if (operation.name !== 'verify') return handle
  let running = 0
  return async (call, input) => {
    if (running >= options.verifyConcurrency) throw new ApiError('verify.busy')
    running++
    try {
      return await handle(call, input)
    } finally {
      running--
    }
  }
}
