// What a handler is given, and who calls it: nothing here comes from the body of a request.
import type { AuthMode, Input, OperationName, Operations, Output, Scope } from '@countersign/contract'
import type { Actor, MemberRole, SignInMethod } from '@countersign/terms'
import type { SlackApp } from './slack/app.ts'

export type Caller = KeyCaller | MemberCaller

type Called = {
  orgId: string
  /** Who did it, in every receipt. */
  actor: Actor
  scopes: ReadonlySet<Scope>
}

export type KeyCaller = Called & {
  kind: 'key'
  keyId: string
  /** The agent that the key is bound to. */
  agentId?: string
  /** The environment that the key is bound to. */
  environment?: string
}

export type MemberCaller = Called & {
  kind: 'member'
  memberId: string
  /** The one that the scopes are of. */
  role: MemberRole
  /** Null for members without an account, whom only a backend knows. */
  accountId: string | null
  sessionId: string
  method: SignInMethod
  /** Present where they were not signed in: the app in Slack that said who pressed a button. */
  slack?: SlackApp
  /** When they last proved who they are, ms since epoch. */
  signedInAt: number
  agentId?: undefined
  environment?: undefined
}

/** The Idempotency-Key of a call. */
export type Idempotency = {
  key: string
  /** SHA-256 of the RFC 8785 form of path parameters and body; spacing and member order do not matter. */
  digest: Uint8Array
}

/** What a handler knows about a call besides its input. */
export type Call<Auth extends AuthMode = 'required'> = {
  operation: OperationName
  caller: Auth extends 'required' ? Caller : Caller | undefined
  requestId: string
  /** The trace id of a well-formed `traceparent`, 32 hex digits. */
  traceId?: string | undefined
  idempotency?: Idempotency | undefined
  /** Calls `listener` when the caller hangs up before it is answered. */
  onGone?: ((listener: () => void) => void) | undefined
}

/** What came of isolated work, an error included, and the time of its thread that it took. */
export type Isolated<T> = { threadMs: number } & ({ output: T } | { error: unknown })

export type Handler<Name extends OperationName> = (
  call: Call<Operations[Name]['auth']>,
  input: Input<Name>,
) => Promise<Operations[Name]['isolated'] extends true ? Isolated<Output<Name>> : Output<Name>>

/** One handler per operation: leaving one out does not compile. */
export type Handlers = { readonly [Name in OperationName]: Handler<Name> }
