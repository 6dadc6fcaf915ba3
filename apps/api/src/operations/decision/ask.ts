// What a check or a gate asks: who, what and where, with its commitments made.

import { ApiError, type Call, type Input } from '@countersign/contract'
import { canonicalize } from '@countersign/json'
import { calleeOf, foldedName } from '@countersign/policy'
import type { PayloadAction } from '@countersign/receipt'
import { type Committed, type Context, committed } from '../context.ts'
import { type Actor, traceIds } from './activity.ts'

type Request = Input<'check'> & Input<'gate'>
export type Kind = 'check' | 'gate'

/** The parts of a decision that do not depend on the org's state. */
export type Asked = {
  kind: Kind
  request: Request
  call: Call
  agentId: string
  /** What is called. */
  tool: string
  action: string
  /** The environment that the key is bound to. */
  boundEnvironment: string | undefined
  receiptAction: PayloadAction
  disclosures: Committed['disclosure'][]
  actor: Actor
  idempotency: Committed | undefined
}

export function ask(context: Context, kind: Kind, call: Call, request: Request): Asked {
  const { tool, action } = calleeOf(request)
  const receiptAction: PayloadAction = { name: action }
  const disclosures: Committed['disclosure'][] = []
  // A repeat is one in whatever capitals.
  const said = [call.caller.orgId, foldedName(action), foldedName(tool)]
  const commitTo = (path: 'arguments' | 'target', value: unknown) => {
    const text = canonicalize(value)
    const { commitment, disclosure } = committed(context, `action.${path}`, value, text)
    receiptAction[path] = commitment
    disclosures.push(disclosure)
    said.push(path, text)
  }
  if (request.tool !== undefined) receiptAction.tool = request.tool
  if (request.arguments !== undefined) commitTo('arguments', request.arguments)
  if (request.arguments_commitment !== undefined) {
    receiptAction.arguments = request.arguments_commitment
    said.push('commitment', request.arguments_commitment.c)
  }
  if (request.target !== undefined) commitTo('target', request.target)
  const idempotency = call.idempotency && committed(context, 'idempotency', call.idempotency.key)
  if (idempotency !== undefined) disclosures.push(idempotency.disclosure)
  const agentId = agentOf(call, request)
  return {
    kind,
    request,
    call,
    agentId,
    tool,
    action,
    actor: actorOf(request, {
      agentId,
      callee: foldedName(tool),
      fingerprint: context.fingerprint(said.join('\0')),
    }),
    boundEnvironment: boundEnvironment(call, request),
    receiptAction,
    disclosures,
    idempotency,
  }
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

/** The fingerprint is keyed, so that the row that holds it tells nothing of the arguments. */
function actorOf(request: Request, called: Pick<Actor, 'agentId' | 'callee' | 'fingerprint'>): Actor {
  const actor = { ...called, sessionId: request.session_id, runId: request.run_id }
  return { ...actor, traceIds: traceIds(actor) }
}
