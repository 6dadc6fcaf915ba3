// Makes a typed client with one method for every operation of the contract.
import {
  type AnswerOf,
  type InputOf,
  membersOf,
  type Operation,
  type OperationName,
  type Operations,
  operationList,
  placeInput,
} from '@countersign/contract'
import { parseJson } from '@countersign/json'
import { readBody, readText, TooLarge } from './body.ts'
import { CountersignError } from './error.ts'
import { linesOf } from './lines.ts'
import {
  type CallOptions,
  type ClientOptions,
  createTransport,
  type Incoming,
  type Transport,
} from './transport.ts'

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

type AnyMethod = (input?: object, options?: CallOptions) => unknown

/**
 * A typed client of a Countersign API.
 *
 * A call that rejects has no verdict: do not act.
 *
 * @example
 * const client = createClient({ baseUrl: 'http://127.0.0.1:8700', apiKey })
 * const { verdict, gate } = await client.gate({ action: 'config_update', arguments: { debug: true } })
 */
export function createClient(options: ClientOptions): Client {
  const transport = createTransport(options)
  const client: Record<string, AnyMethod | Record<string, AnyMethod>> = {}
  for (const operation of operationList) {
    const [head = '', verb] = operation.name.split('.')
    const method = methodOf(operation, transport)
    if (verb === undefined) client[head] = method
    else client[head] = { ...(client[head] as Record<string, AnyMethod> | undefined), [verb]: method }
  }
  // The loop builds what the type says, from the same table; TypeScript cannot follow that.
  return client as unknown as Client
}

function methodOf(operation: Operation, transport: Transport): AnyMethod {
  function call(input: object, options: CallOptions) {
    return transport(outgoingOf(operation, input, options))
  }
  switch (operation.produces) {
    case 'json':
      return async (input = {}, options = {}) => readJson(operation, await call(input, options))
    case 'cose':
      return async (input = {}, options = {}) => readBytes(await call(input, options))
    case 'ndjson':
      return (input = {}, options = {}) => streamLines(() => call(input, options))
  }
}

async function* streamLines(open: () => Promise<Incoming>) {
  yield* linesOf(await open())
}

function outgoingOf(operation: Operation, input: object, options: CallOptions) {
  const { path, body } = placeInput(operation, input)
  return {
    method: operation.method,
    path,
    ...(body !== undefined && { body: JSON.stringify(body, refuseInexact) }),
    accept: operation.produces === 'json' ? 'application/json' : '*/*',
    waitMs: waitOf(operation, input),
    options,
  }
}

/** Only a number can be a wait; what else was given is for the server to refuse. */
function waitOf(operation: Operation, { wait }: { wait?: unknown }): number {
  const waits = membersOf(operation.input.query).includes('wait')
  return waits && Number.isFinite(Number(wait ?? 0)) ? Number(wait ?? 0) * 1000 : 0
}

/** JSON would write these as null, and then the request decided on would not be the one that runs. */
function refuseInexact(name: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new TypeError(`\`${name}\` is ${value}, which JSON cannot carry`)
  }
  return value
}

/** Answers are checked, so that a server that drifted from the contract causes a clear error, and returned as they came. */
async function readJson(operation: Operation, incoming: Incoming): Promise<unknown> {
  const text = await read(incoming, () => readText(incoming.response, ANSWER_BYTES_MAX))
  try {
    // The strict reader: V8's own can confuse member names, and evidence must arrive unchanged.
    const answer = parseJson(text, { maxDepth: ANSWER_DEPTH_MAX })
    operation.output.parse(answer)
    return answer
  } catch (cause) {
    throw new CountersignError({
      code: 'client.answer',
      status: incoming.response.status,
      message: `the answer to \`${operation.name}\` does not have the form this client knows; do not act`,
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
