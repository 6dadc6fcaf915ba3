import type { AuthMode, OutputOf, ParsedInputOf } from './operation.ts'
import type { OperationName, Operations } from './operations.ts'
import type { Scope } from './scopes.ts'

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

/** The input of an operation by name, after parsing. */
export type Input<Name extends OperationName> = ParsedInputOf<Operations[Name]>

/** The answer of an operation by name. */
export type Output<Name extends OperationName> = OutputOf<Operations[Name]>

/** What an operation's handler is. */
export type Handler<Name extends OperationName> = (
  call: Call<Operations[Name]['auth']>,
  input: Input<Name>,
) => Promise<Output<Name>>

/** One handler per operation: leaving one out does not compile. */
export type Handlers = { readonly [Name in OperationName]: Handler<Name> }
