// Makes a route of every operation of the contract: admitted, reserved for, read, called, answered.
import {
  type AuthMode,
  isPage,
  type Operation,
  type OperationName,
  operationList,
} from '@countersign/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify'
import type { Call, Caller, Handlers, Idempotency, Isolated } from '../operations/call.ts'
import { ApiError } from '../operations/refusal.ts'
import { parseBody } from '../reading.ts'
import { type AdmitParts, admit } from './admit.ts'
import { answerSender } from './answer.ts'
import type { Reservation } from './bodies.ts'
import { digestOf } from './body.ts'
import { inputReader } from './input.ts'
import { noteAnswer, noteInput } from './observe.ts'
import { refuseUntil } from './refusal.ts'
import { idempotencyKeyOf, traceIdOf } from './request.ts'
import { queueOf, type Resources, reserver, URGENT_BYTES_MAX } from './reserve.ts'

declare module 'fastify' {
  // biome-ignore lint/style/useConsistentTypeDefinitions: an augmentation must be an interface
  interface FastifyRequest {
    /** Who calls; set before the body is read. */
    caller: Caller | undefined
    /** The room that is held for the body. */
    held: Reservation | undefined
  }
}

/** What the routes need. */
export type MountOptions = AdmitParts &
  Resources & {
    readonly handlers: Handlers
  }

type AnyHandler = (call: Call<AuthMode>, input: object) => Promise<unknown>

const SOON_MS = 1000
/** A body that takes longer to read than an ordinary request takes in all. */
const HEAVY_BYTES = 4 * 1024

/** Makes a route of every operation of the contract. */
export function mount(app: FastifyInstance, options: MountOptions): void {
  app.decorateRequest('caller', undefined)
  app.decorateRequest('held', undefined)
  for (const operation of operationList) mountOne(app, operation, options)
}

function mountOne(app: FastifyInstance, operation: Operation, options: MountOptions): void {
  const readInput = inputReader(operation)
  const bare = handlerOf(options.handlers, operation)
  // Here and not around turns, in which the work of others may go on.
  function handle({ trace }: FastifyRequest, call: Call<AuthMode>, input: object): Promise<unknown> {
    return trace === undefined ? bare(call, input) : trace.run(() => bare(call, input))
  }
  const finish = finisher(operation, options)
  app.route({
    method: operation.method,
    url: routeOf(operation),
    exposeHeadRoute: false,
    config: { operation: operation.name },
    bodyLimit: operation.bodyBytesMax,
    onRequest: entrance(operation, options),
    handler(request, reply) {
      const output = isHeavy(operation, request) ? beginInTurn(request, reply) : begin(request, reply)
      // Not async, as Fastify would wait for that once more.
      output.then(
        (value) => finish(request, reply, value),
        (error) => sendFault(reply, error),
      )
    },
  })

  /** A caller that is gone when its turn comes has given the memory of its body back, and nothing is done for it. */
  async function beginInTurn(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    let isGone = false
    reply.raw.once('close', () => {
      isGone = true
      request.body = undefined
    })
    function turn<T>(piece: () => T | Promise<T>): Promise<T> {
      return options.pace.run(ownerOf(request), () => {
        if (isGone) throw new ApiError('request.timeout')
        return piece()
      })
    }
    // Each step costs about as much as the others, and others go on between them.
    const { body, bytes } = await turn(() => read(request))
    const input = await turn(() => readInput(request, body))
    noteInput(request, input)
    const call = await turn(() => callOf(operation, request, reply, body))
    charge(operation, options, request, { bytes, input })
    return turn(() => handle(request, call, input))
  }

  function read(request: FastifyRequest) {
    const taken = takeBody(options, request)
    return { body: operation.isolated ? taken : readBody(operation, taken), bytes: taken?.length ?? 0 }
  }

  // Not async: what it read must not be kept alive here while the operation waits.
  function begin(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const { body, bytes } = read(request)
    const input = readInput(request, body)
    noteInput(request, input)
    const call = callOf(operation, request, reply, body)
    charge(operation, options, request, { bytes, input })
    if (!operation.isolated) return handle(request, call, input)
    return queued(
      operation,
      options,
      request,
      async () => (await handle(request, call, input)) as Isolated<unknown>,
    )
  }
}

/** Admits who calls and takes what the request needs, at once where the caller is known. */
function entrance(operation: Operation, options: MountOptions): onRequestHookHandler {
  const reserve = reserver(operation, options)
  function enter(request: FastifyRequest, reply: FastifyReply, caller: Caller | undefined): void {
    request.caller = caller
    if (caller !== undefined) options.pace.wanted(caller.orgId)
    request.held = reserve(request, reply)
  }
  return (request, reply, done) => {
    const caller = admit(operation, options, request, reply)
    if (caller instanceof Promise) {
      caller.then((found) => enter(request, reply, found)).then(() => done(), done)
      return
    }
    enter(request, reply, caller)
    done()
  }
}

/** Sends what an operation answered, or what fails on the way. */
function finisher(operation: Operation, { pace }: Pick<MountOptions, 'pace'>) {
  const send = answerSender(operation)
  const answersPages = isPage(operation.output)
  function sendPage(request: FastifyRequest, reply: FastifyReply, output: unknown) {
    const began = performance.now()
    const sent = send(reply, output)
    pace.charge(ownerOf(request), performance.now() - began)
    return sent
  }
  return (request: FastifyRequest, reply: FastifyReply, output: unknown): void => {
    try {
      noteAnswer(request, output)
      const sent = answersPages ? sendPage(request, reply, output) : send(reply, output)
      if (sent instanceof Promise) sent.catch((error) => sendFault(reply, error))
    } catch (error) {
      sendFault(reply, error)
    }
  }
}

function sendFault(reply: FastifyReply, error: unknown): void {
  reply.send(
    error instanceof Error ? error : new Error('something was thrown that is not an error', { cause: error }),
  )
}

/** An operation's path as Fastify writes it. */
export function routeOf(operation: Operation): string {
  return operation.path.replaceAll(/\{([a-z_]+)\}/g, ':$1')
}

/** Strangers share one owner: what they send is read in a thread of its own, or it is small. */
function ownerOf({ caller }: FastifyRequest): string {
  return caller?.orgId ?? 'strangers'
}

/** What stops something waits for nobody, as long as a reason is all that it holds. */
function isHeavy({ isolated, urgent }: Operation, { body }: FastifyRequest): boolean {
  if (isolated || !(body instanceof Uint8Array)) return false
  return body.length > (urgent ? URGENT_BYTES_MAX : HEAVY_BYTES)
}

/** The bytes of the body, which the request then holds no longer. */
function takeBody({ bodies }: Pick<Resources, 'bodies'>, request: FastifyRequest): Uint8Array | undefined {
  const { body, held } = request
  request.body = undefined
  const isNone = body === undefined || body === null
  if (!isNone && !(body instanceof Uint8Array)) throw new ApiError('content.type')
  if (held !== undefined) bodies.settle(held, isNone ? 0 : body.length)
  return isNone ? undefined : body
}

function readBody(operation: Operation, bytes: Uint8Array | undefined): unknown {
  return operation.method === 'GET' ? undefined : parseBody(bytes, operation)
}

function callOf(
  operation: Operation,
  request: FastifyRequest,
  { raw }: FastifyReply,
  body: unknown,
): Call<AuthMode> {
  return {
    operation: operation.name as OperationName,
    caller: request.caller,
    requestId: request.id,
    traceId: traceIdOf(request.headers.traceparent),
    idempotency: operation.method === 'POST' ? idempotencyOf(operation, request, body) : undefined,
    onGone: operation.method === 'GET' ? (listener) => void raw.once('close', listener) : undefined,
  }
}

/** What isolated work answers is stored nowhere, so its body, which nobody has read here, needs no digest. */
function idempotencyOf(
  operation: Operation,
  request: FastifyRequest,
  body: unknown,
): Idempotency | undefined {
  const key = idempotencyKeyOf(request.headers['idempotency-key'])
  if (key === undefined || operation.isolated) return undefined
  return { key, digest: digestOf(request.params as object, body) }
}

function charge(
  { metered, keeps }: Operation,
  { quota }: Resources,
  { caller }: FastifyRequest,
  { bytes, input }: { bytes: number; input: object },
): void {
  if (caller === undefined) return
  if (metered) quota.charge(caller, bytes)
  else if (keeps !== undefined) quota.keep(caller, bytesOf(input, keeps))
}

function bytesOf(input: object, names: readonly string[]): number {
  const values = Object.entries(input).filter(([name]) => names.includes(name))
  return values.reduce((sum, [, value]) => sum + Buffer.byteLength(String(value)), 0)
}

async function queued(
  operation: Operation,
  resources: Resources,
  request: FastifyRequest,
  work: () => Promise<Isolated<unknown>>,
): Promise<unknown> {
  const { queue, owner } = queueOf(resources, request)
  const done = await queue.run(owner, work)
  if (done === undefined) throw refuseUntil(operation.busy, queue.closedForMs(owner) ?? SOON_MS)
  if ('error' in done) throw done.error
  return done.output
}

/** The mapped type `Handlers` proves that each handler fits its operation; an index by name loses that. */
function handlerOf(handlers: Handlers, operation: Operation): AnyHandler {
  return handlers[operation.name as OperationName] as unknown as AnyHandler
}
