// Makes a typed client with one method for every operation of the contract.
import type { AnswerOf, InputOf, Operation, OperationName, Operations } from '@countersign/contract'
import { place } from '@countersign/contract/place'
import { parseJson } from '@countersign/json'
import { readerOf, type Shape } from './answer.ts'
import { readBody, readText, TooLarge } from './body.ts'
import { CountersignError } from './error.ts'
import { components, routes } from './generated.ts'
import { linesOf } from './lines.ts'
import type { ClientOptions } from './options.ts'
import type { KnownRoute } from './route.ts'
import { type CallOptions, createTransport, type Incoming, type Transport } from './transport.ts'

// Evidence discloses values that were themselves as deep as a request may be.
const ANSWER_DEPTH_MAX = 96
/** A page of large receipts has a few MiB; an answer of more is not from this API. */
const ANSWER_BYTES_MAX = 64 * 1024 * 1024

type Answered<Op extends Operation> = Op['produces'] extends 'ndjson' ? AnswerOf<Op> : Promise<AnswerOf<Op>>

type Method<Op extends Operation> =
  Record<never, never> extends InputOf<Op>
    ? (input?: InputOf<Op>, options?: CallOptions) => Answered<Op>
    : (input: InputOf<Op>, options?: CallOptions) => Answered<Op>

type Resource = OperationName extends infer Name
  ? Name extends `${infer Head}.${string}`
    ? Head
    : never
  : never

/** One method per operation of the API: `client.gate(…)`, `client.agents.create(…)`. */
export type Client = {
  readonly [Name in OperationName as Name extends `${string}.${string}` ? never : Name]: Method<
    Operations[Name]
  >
} & {
  readonly [Head in Resource]: {
    readonly [Name in OperationName as Name extends `${Head}.${infer Verb}` ? Verb : never]: Method<
      Operations[Name]
    >
  }
}

const readAnswer = readerOf(components)

type AnyMethod = (input?: object, options?: CallOptions) => unknown

/**
 * A typed client of a Countersign API.
 *
 * A call that rejects has no verdict: do not act.
 *
 * @example
 * const client = createClient({ baseUrl: 'http://localhost:8700', apiKey })
 * const { verdict, gate } = await client.gate({ action: 'config_update', arguments: { debug: true } })
 */
export function createClient(options: ClientOptions): Client {
  const transport = createTransport(options)
  const client: Record<string, AnyMethod | Record<string, AnyMethod>> = {}
  for (const route of routes) {
    const [head = '', verb] = route.name.split('.')
    const method = methodOf(route, transport)
    if (verb === undefined) client[head] = method
    else client[head] = { ...(client[head] as Record<string, AnyMethod> | undefined), [verb]: method }
  }
  // The loop builds what the type says, from the same table; TypeScript cannot follow that.
  return client as unknown as Client
}

function methodOf(route: KnownRoute, transport: Transport): AnyMethod {
  function call(input: object, options: CallOptions) {
    return transport(outgoingOf(route, input, options))
  }
  if ('answer' in route) {
    return async (input = {}, options = {}) => readJson(route.name, route.answer, await call(input, options))
  }
  switch (route.produces) {
    case 'cose':
      return async (input = {}, options = {}) => readBytes(await call(input, options))
    case 'ndjson':
      return (input = {}, options = {}) => streamLines(() => call(input, options))
  }
}

async function* streamLines(open: () => Promise<Incoming>) {
  yield* linesOf(await open())
}

function outgoingOf(route: KnownRoute, input: object, options: CallOptions) {
  const { path, body } = place(route, input)
  return {
    method: route.method,
    path,
    ...(body !== undefined && { body: JSON.stringify(body, refuseInexact) }),
    accept: 'answer' in route ? 'application/json' : '*/*',
    waitMs: waitOf(route, input),
    options,
  }
}

/** Only a number can be a wait; what else was given is for the server to refuse. */
function waitOf({ query = [] }: KnownRoute, { wait }: { wait?: unknown }): number {
  return query.includes('wait') && Number.isFinite(Number(wait ?? 0)) ? Number(wait ?? 0) * 1000 : 0
}

/** JSON would write these as null, and then the request decided on would not be the one that runs. */
function refuseInexact(name: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new TypeError(`\`${name}\` is ${value}, which JSON cannot carry`)
  }
  return value
}

/** Answers are held to the contract, so that a server that drifted from it causes a clear error. */
async function readJson(name: string, answer: Shape, incoming: Incoming): Promise<unknown> {
  const text = await read(incoming, () => readText(incoming.response, ANSWER_BYTES_MAX))
  try {
    // The strict reader: V8's own can confuse member names, and evidence must arrive unchanged.
    return readAnswer(answer, parseJson(text, { maxDepth: ANSWER_DEPTH_MAX }))
  } catch (cause) {
    throw new CountersignError({
      code: 'client.answer',
      status: incoming.response.status,
      message: `the answer to \`${name}\` does not have the form this client knows; do not act`,
      requestId: incoming.response.headers.get('x-request-id') ?? undefined,
      cause,
    })
  }
}

async function readBytes(incoming: Incoming): Promise<Uint8Array> {
  return read(incoming, () => readBody(incoming.response, ANSWER_BYTES_MAX))
}

async function read<Body>(incoming: Incoming, body: () => Promise<Body>): Promise<Body> {
  try {
    return await body()
  } catch (error) {
    if (error instanceof TooLarge) throw oversized(incoming.response)
    throw incoming.explain(error)
  } finally {
    incoming.done()
  }
}

function oversized({ status, headers }: Response): CountersignError {
  return new CountersignError({
    code: 'client.answer',
    status,
    message: `the answer has over ${ANSWER_BYTES_MAX} bytes; check that the base URL is the URL of a Countersign API`,
    requestId: headers.get('x-request-id') ?? undefined,
  })
}
