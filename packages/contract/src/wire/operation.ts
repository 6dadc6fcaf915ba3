// What an operation is, and what follows from its shape.
import type * as z from 'zod'
import type { ErrorItem, GeneralErrorCode } from './errors.ts'
import type { Scope } from './scopes.ts'

/** Whether an operation needs a key, accepts one, or is open to anyone. */
export type AuthMode = 'required' | 'optional'

/** JSON, one COSE structure as bytes, or lines of JSON as a stream. */
export type Produces = 'json' | 'cose' | 'ndjson'

/** Where the parts of an input come from; each part is a closed object, and no member appears in two parts. */
export type InputSchemas = {
  readonly params?: z.ZodType<object>
  readonly query?: z.ZodType<object>
  readonly body?: z.ZodType<object>
}

/** Which answer to who holds a key an operation may start from: the database's, or one remembered for a moment. */
export type Freshness = 'current' | 'remembered'

/** The input of an isolated operation: the body's bytes, which only its thread reads. */
export type RawInput = {
  readonly body: Uint8Array
}

/** What an agent is told about an operation that is also an MCP tool. */
export type AgentText = {
  readonly title: string
  readonly text: string
  readonly readOnly: boolean
  readonly destructive: boolean
  /** Whether a repeated call, which has another Idempotency-Key, changes nothing more. */
  readonly idempotent: boolean
  /** What agents call members whose names say too little beside those of other tools. */
  readonly names?: { readonly [member: string]: string }
  /** Whether the agent may act on its answer: then every verdict that does not allow is also marked as an error. */
  readonly permits?: true
}

/** One call as an example: what is sent and what is answered. */
export type Example<Request = unknown, Answer = unknown> = {
  /** What it shows, in a few words. */
  readonly title: string
  readonly request: Request
  readonly answer: Answer
}

/** What a refusal with one of the operation's own errors may say besides what the catalogue says. */
export type Refusal = {
  readonly detail?: string | undefined
  readonly errors?: readonly ErrorItem[] | undefined
}

/** Examples of refusals by the code of their error. */
export type Refusals = { readonly [code: string]: Refusal }

/** An example of a refusal for each of an operation's own errors. */
type RefusalsOf<Code extends string> = { readonly [C in Code]?: Refusal }

/** One operation of the API: everything that routes, documents, clients and tools are derived from. */
export type DefinedOperation<
  Name extends string,
  Input extends InputSchemas,
  Output extends z.ZodType,
  Kind extends Produces,
  Auth extends AuthMode,
  Isolated extends boolean,
  Code extends string,
> = {
  readonly name: Name
  readonly method: 'GET' | 'POST' | 'PATCH'
  /** Path with parameters in braces, as in OpenAPI. */
  readonly path: `/v1/${string}`
  readonly scope: Scope
  readonly auth: Auth
  readonly input: Input
  readonly output: Output
  readonly produces: Kind
  readonly status: 200 | 201
  /** Errors of this operation beyond those that `errorsOf` adds for its shape. */
  readonly errors: readonly Code[]
  readonly summary: string
  readonly description: string
  /** Greatest body in bytes. */
  readonly bodyBytesMax: number
  /** How many arrays and objects of a body may be open at once. */
  readonly bodyDepthMax: number
  /** How many values a body may hold: members' values, and items of arrays. */
  readonly bodyValuesMax: number
  /** Remembered where the ledger compares the configuration again under its lock. */
  readonly freshness: Freshness
  /** Whether the body is read and worked on in a thread of its own, so that it takes no turn of the event loop. */
  readonly isolated: Isolated
  /** Whether its body counts against the quotas of bytes a day. */
  readonly metered: boolean
  /** Texts of its body that count although it is not metered, because they are stored; it is never refused for them. */
  readonly keeps?: readonly string[]
  /** Whether it stops something, and so is never refused because bytes ran out. */
  readonly urgent: boolean
  /** How many of one org may run at once; any number where it is absent. */
  readonly perOrgMax?: number
  /** What is answered when too much of it runs at once. */
  readonly busy: Code | GeneralErrorCode
  /** The name under which a streamed answer is saved. */
  readonly fileName?: string
  readonly agent?: AgentText
  /** At least one; its request holds the members of path, query and body. */
  readonly examples: readonly [Example, ...Example[]]
  readonly refusals: RefusalsOf<Code>
}

/** An operation whose parts are not known. */
export type AnyOperation<Code extends string = string> = DefinedOperation<
  string,
  InputSchemas,
  z.ZodType,
  Produces,
  AuthMode,
  boolean,
  Code
>

type ExampleOf<Input extends InputSchemas, Output extends z.ZodType, Kind extends Produces> = Example<
  Parts<Input, 'input'>,
  Kind extends 'json' ? z.input<Output> : Kind extends 'cose' ? Uint8Array : readonly string[]
>

/** An operation before its defaults are filled in. */
type Described<
  Name,
  Input extends InputSchemas,
  Output extends z.ZodType,
  Kind extends Produces,
  Auth,
  Isolated,
  Code extends string,
> = {
  readonly name: Name
  readonly method: AnyOperation['method']
  readonly path: AnyOperation['path']
  readonly scope: Scope
  readonly auth?: Auth
  readonly input: Input
  readonly output: Output
  readonly produces?: Kind
  readonly status?: AnyOperation['status']
  readonly errors: readonly Code[]
  readonly summary: string
  readonly description: string
  readonly bodyBytesMax?: number
  readonly bodyDepthMax?: number
  readonly bodyValuesMax?: number
  readonly freshness?: Freshness
  readonly isolated?: Isolated
  readonly metered?: boolean
  readonly keeps?: readonly string[]
  readonly urgent?: boolean
  readonly perOrgMax?: number
  readonly busy?: Code
  readonly fileName?: string
  readonly agent?: AgentText
  readonly examples: readonly [ExampleOf<Input, Output, Kind>, ...ExampleOf<Input, Output, Kind>[]]
  readonly refusals?: RefusalsOf<NoInfer<Code>>
}

/** The deepest body of an operation that does not say otherwise. */
export const bodyDepthDefault = 64

/** The most values in a body of an operation that does not say otherwise. */
export const bodyValuesDefault = 20_000

/** The greatest body of an operation that does not say otherwise: 256 KiB. */
export const bodyBytesDefault = 256 * 1024

/** Describes an operation; a key is required, the answer is JSON and the status 200 unless stated. */
export function defineOperation<
  const Name extends string,
  Input extends InputSchemas,
  Output extends z.ZodType,
  Kind extends Produces = 'json',
  Auth extends AuthMode = 'required',
  Isolated extends boolean = false,
  const Code extends string = never,
>(
  described: Described<Name, Input, Output, Kind, Auth, Isolated, Code>,
): DefinedOperation<Name, Input, Output, Kind, Auth, Isolated, Code> {
  const defaults = {
    auth: 'required',
    produces: 'json',
    status: 200,
    bodyBytesMax: bodyBytesDefault,
    bodyDepthMax: bodyDepthDefault,
    bodyValuesMax: bodyValuesDefault,
    freshness: 'current',
    isolated: false,
    metered: described.method !== 'GET' && described.auth !== 'optional' && described.urgent !== true,
    urgent: false,
    busy: 'server.busy',
    refusals: {},
  }
  // The defaults of the type parameters and of the values are the same.
  return { ...defaults, ...described } as DefinedOperation<Name, Input, Output, Kind, Auth, Isolated, Code>
}

/** The operations of one noun by name. */
export function tableOf<const Listed extends readonly AnyOperation[]>(
  ...listed: Listed
): { readonly [Op in Listed[number] as Op['name']]: Op } {
  // `fromEntries` forgets which name goes with which operation.
  return Object.fromEntries(listed.map((operation) => [operation.name, operation])) as {
    readonly [Op in Listed[number] as Op['name']]: Op
  }
}

type Part<Schema, Side extends 'input' | 'output'> = Schema extends z.ZodType
  ? Side extends 'input'
    ? z.input<Schema>
    : z.output<Schema>
  : unknown
type Parts<Input extends InputSchemas, Side extends 'input' | 'output'> = Part<Input['params'], Side> &
  Part<Input['query'], Side> &
  Part<Input['body'], Side>

/** The input of an operation as a caller writes it: members of path, query and body in one object. */
export type InputOf<Op extends AnyOperation> = Parts<Op['input'], 'input'>

/** The input of an operation after parsing, as its handler receives it. */
export type ParsedInputOf<Op extends AnyOperation> = Op['isolated'] extends true
  ? RawInput
  : Parts<Op['input'], 'output'>

type Produced<Kind, Json> = Kind extends 'cose'
  ? Uint8Array
  : Kind extends 'ndjson'
    ? AsyncIterable<string>
    : Json

/** What a caller gets: JSON as it is sent, the bytes of a COSE structure, or lines without their line feed. */
export type AnswerOf<Op extends AnyOperation> = Produced<Op['produces'], z.input<Op['output']>>

/** What a handler answers, before it is written: the same with times as numbers. */
export type OutputOf<Op extends AnyOperation> = Produced<Op['produces'], z.output<Op['output']>>

const READ_ERRORS: readonly GeneralErrorCode[] = [
  'request.invalid',
  'rate.limited',
  'internal',
  'store.unavailable',
]
const KEY_ERRORS: readonly GeneralErrorCode[] = ['auth.missing', 'auth.scheme', 'auth.invalid', 'auth.scope']
/** Of members, who call with their session. */
const SESSION_ERRORS: readonly GeneralErrorCode[] = ['auth.org']
const BODY_ERRORS: readonly GeneralErrorCode[] = [
  'auth.forged',
  'request.nul',
  'request.timeout',
  'request.too_large',
  'content.type',
  'server.busy',
]
const WRITE_ERRORS: readonly GeneralErrorCode[] = ['ledger.busy', 'outcome.unknown']
const METERED_ERRORS: readonly GeneralErrorCode[] = ['quota.exceeded']

/** Every error an operation may answer: its own and those of its shape, sorted and without repeats. */
export function errorsOf<Code extends string>(
  operation: AnyOperation<Code>,
): readonly (Code | GeneralErrorCode)[] {
  const writes = operation.method !== 'GET' && operation.auth === 'required'
  const codes: (Code | GeneralErrorCode)[] = [
    ...operation.errors,
    ...READ_ERRORS,
    ...KEY_ERRORS.filter((code) => operation.auth === 'required' || code !== 'auth.missing'),
    ...SESSION_ERRORS,
    ...(operation.method === 'GET' ? [] : BODY_ERRORS),
    ...(writes ? WRITE_ERRORS : []),
    ...(operation.metered ? METERED_ERRORS : []),
    ...(operation.perOrgMax === undefined ? [] : [operation.busy]),
    ...(writes && operation.method === 'POST' ? (['idempotency.reused'] as const) : []),
    ...(operation.input.params === undefined ? [] : (['not_found'] as const)),
  ]
  return [...new Set(codes)].sort()
}
