// What a check or a gate asks: who, what and where, with its commitments made.

import type { Input } from '@countersign/contract'
import { canonicalize } from '@countersign/json'
import { calleeOf, foldedName, type WithheldFacts } from '@countersign/policy'
import type { Disclosure, PayloadAction } from '@countersign/receipt'
import type { Call } from '../call.ts'
import { type CommitOnce, type Committed, commitOnce, committed, withDisclosure } from '../commitment.ts'
import type { Context } from '../context.ts'
import { heldBytes } from '../held.ts'
import { ApiError } from '../refusal.ts'
import { type CountedCall, counterIds } from './counters.ts'

type Request = Input<'check'> & Input<'gate'>

export type Kind = 'check' | 'gate'

/** The parts of a decision that do not depend on the org's state. */
export type DecisionRequest = {
  kind: Kind
  request: Request
  /** What was found in what is not kept. */
  withheld: WithheldFacts | undefined
  call: Call
  agentId: string
  /** What is called. */
  tool: string
  action: string
  /** The environment that the key is bound to. */
  boundEnvironment: string | undefined
  receiptAction: PayloadAction
  disclosures: readonly Disclosure[]
  /** Commits to what is left of the arguments, which are as large as they are. */
  sanitized: CommitOnce
  counted: CountedCall
  /** Keyed, so that a counter that holds a payment does not reveal it. */
  paymentId: (payment: string) => string
  idempotency: Committed | undefined
  /** Roughly, what it holds in memory. */
  bytes: number
}

const BYTES = 4 * 1024
/** What is read from the arguments, and what is made of them for the answer and the disclosure. */
const BYTES_PER_CHARACTER = 4

export function ask(
  context: Context,
  kind: Kind,
  call: Call,
  request: Request,
  withheld?: WithheldFacts,
): DecisionRequest {
  const { tool, action } = calleeOf(request)
  const given = committedTo(context, 'action.arguments', request.arguments)
  const target = committedTo(context, 'action.target', request.target)
  const idempotency = call.idempotency && committed(context, 'idempotency', call.idempotency.key)
  const agentId = agentOf(call, request)
  const identity = identityOf(call, request, { tool, action }, given, target)
  return {
    kind,
    request,
    withheld,
    call,
    agentId,
    tool,
    action,
    counted: countedCall(request, agentId, { tool, action }, context.fingerprint(identity)),
    paymentId: paymentIds(context, call.caller.orgId),
    boundEnvironment: boundEnvironment(call, request),
    receiptAction: receiptActionOf(request, action, given, target),
    disclosures: withDisclosure(withDisclosure(withDisclosure(NONE, given), target), idempotency),
    sanitized: commitOnce(context, 'decision.sanitized'),
    idempotency,
    bytes: BYTES + BYTES_PER_CHARACTER * charactersOf(identity) + heldBytes(request),
  }
}

const NONE: readonly Disclosure[] = []

type CommittedText = Committed & { text: string }

function committedTo(context: Context, path: string, value: unknown): CommittedText | undefined {
  if (value === undefined) return undefined
  const text = canonicalize(value)
  const { commitment, disclosure } = committed(context, path, value, text)
  return { commitment, disclosure, text }
}

/** Equal for the same call; capitals make no difference to a repeat. */
function identityOf(
  { caller }: Call,
  { arguments_commitment: bound }: Request,
  { tool, action }: Pick<DecisionRequest, 'tool' | 'action'>,
  given: CommittedText | undefined,
  target: CommittedText | undefined,
): readonly string[] {
  const name = foldedName(action)
  const callee = foldedName(tool)
  const parts =
    given === undefined ? [caller.orgId, name, callee] : [caller.orgId, name, callee, 'arguments', given.text]
  if (bound !== undefined) parts.push('commitment', bound.c)
  if (target !== undefined) parts.push('target', target.text)
  return parts
}

function charactersOf(texts: readonly string[]): number {
  let sum = 0
  for (const text of texts) sum += text.length
  return sum
}

/** As the receipt will have it, its members in canonical order. */
function receiptActionOf(
  { tool, arguments_commitment: bound }: Request,
  name: string,
  given: CommittedText | undefined,
  target: CommittedText | undefined,
): PayloadAction {
  const ofArguments = bound ?? given?.commitment
  const action: Partial<PayloadAction> = {}
  if (ofArguments !== undefined) action.arguments = ofArguments
  action.name = name
  if (target !== undefined) action.target = target.commitment
  if (tool !== undefined) action.tool = tool
  return action as PayloadAction
}

/** Made here, so that it does not keep what else is local to `ask` until the commit. */
function paymentIds({ fingerprint }: Context, orgId: string): DecisionRequest['paymentId'] {
  return (payment) => fingerprint([orgId, 'payment', payment])
}

function agentOf({ caller }: Call, request: Request): string {
  if (caller.agentId === undefined) {
    if (request.agent_id !== undefined) return request.agent_id
    throw new ApiError('request.invalid', {
      errors: [
        { code: 'required', pointer: '/agent_id', message: 'name the agent: this key is not bound to one' },
      ],
    })
  }
  if (request.agent_id !== undefined && request.agent_id !== caller.agentId)
    throw new ApiError('auth.agent_mismatch')
  return caller.agentId
}

function boundEnvironment({ caller }: Call, request: Request): string | undefined {
  const { environment } = caller
  if (environment === undefined || request.environment === undefined) return environment
  if (request.environment === environment) return environment
  throw new ApiError('request.invalid', {
    errors: [
      {
        code: 'bound',
        pointer: '/environment',
        message: `leave it out: this key is bound to \`${environment}\``,
      },
    ],
  })
}

/** The fingerprint is keyed, so that the counter that holds it does not reveal the arguments. */
function countedCall(
  { session_id: sessionId, run_id: runId }: Request,
  agentId: string,
  { tool, action }: Pick<DecisionRequest, 'tool' | 'action'>,
  fingerprint: string,
): CountedCall {
  const callee = foldedName(tool)
  const folded = foldedName(action)
  const otherName = folded === callee ? undefined : folded
  const ids = counterIds({ agentId, callee, otherName, sessionId, runId })
  return { agentId, callee, otherName, sessionId, runId, fingerprint, counterIds: ids }
}
