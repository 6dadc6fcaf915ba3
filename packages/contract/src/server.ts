// What only the service needs: who calls, what handles a call, and the error that a handler throws.
import type { Input, OperationName, Operations, Output } from './operations.ts'
import { errorCatalogue } from './wire/catalogue.ts'
import type { ErrorCode, ErrorItem } from './wire/errors.ts'
import type { AuthMode } from './wire/operation.ts'
import type { Scope } from './wire/scopes.ts'

/** Who calls, as the API key says; nothing here comes from the request. */
export interface Caller {
  readonly orgId: string
  readonly keyId: string
  readonly agentId?: string | undefined
  readonly scopes: ReadonlySet<Scope>
  readonly environment?: string | undefined
}

/** The Idempotency-Key of a call. */
export interface Idempotency {
  readonly key: string
  /** SHA-256 of the RFC 8785 form of path parameters and body; spacing and member order do not matter. */
  readonly digest: Uint8Array
}

/** What a handler knows about a call besides its input. */
export interface Call<Auth extends AuthMode = 'required'> {
  readonly caller: Auth extends 'required' ? Caller : Caller | undefined
  readonly requestId: string
  /** The trace id of a well-formed `traceparent`, 32 hex digits. */
  readonly traceId?: string | undefined
  readonly idempotency?: Idempotency | undefined
}

/** What came of isolated work, an error included, and the time of its thread that it took. */
export type Isolated<T> = { readonly threadMs: number } & (
  | { readonly output: T }
  | { readonly error: unknown }
)

/** What an operation's handler is. */
export type Handler<Name extends OperationName> = (
  call: Call<Operations[Name]['auth']>,
  input: Input<Name>,
) => Promise<Operations[Name]['isolated'] extends true ? Isolated<Output<Name>> : Output<Name>>

/** One handler per operation: leaving one out does not compile. */
export type Handlers = { readonly [Name in OperationName]: Handler<Name> }

/** What may go with an error; everything here reaches the caller, so it holds nothing internal. */
export interface ApiErrorDetails {
  readonly detail?: string
  readonly errors?: readonly ErrorItem[]
  readonly headers?: Readonly<Record<string, string>>
  /** Kept for the log, never sent. */
  readonly cause?: unknown
}

/** An error of the catalogue; operations throw it, and only the HTTP layer turns it into a status. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ErrorCode
  readonly detail: string | undefined
  readonly errors: readonly ErrorItem[] | undefined
  readonly headers: Readonly<Record<string, string>> | undefined

  constructor(code: ErrorCode, details: ApiErrorDetails = {}) {
    super(
      details.detail ?? errorCatalogue[code].title,
      details.cause === undefined ? {} : { cause: details.cause },
    )
    this.code = code
    this.detail = details.detail
    this.errors = details.errors
    this.headers = details.headers
  }
}
