// Reads a gate as it is now, at once or when a person has decided about it.
import type { Output } from '@countersign/contract'
import { encodeHex } from '@countersign/json'
import type { Payload } from '@countersign/receipt'
import type { Gate, GateFound } from '../../ports/gates.ts'
import { givenOf } from '../approvals/answer.ts'
import type { Caller, Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { gateMembers } from '../decision/answer.ts'
import { seqOf } from '../position.ts'
import { receiptRef } from '../recorded.ts'
import { ApiError } from '../refusal.ts'
import { waitFor } from '../wait.ts'

type GateAnswer = Output<'gates.get'>

export function getGate(context: Context): Handler<'gates.get'> {
  return async (call, { gate_id: id, wait = 0 }) =>
    waitFor(context, call, wait, {
      read: () => readableGate(context, call.caller, id),
      pendingIn: awaited,
      answer: (found) => gateAnswer(context, found),
    })
}

/** Past its time it is expired, even before the job has recorded that. */
function statusOf({ gate, at }: GateFound): GateAnswer['status'] {
  if (gate === undefined) return 'denied'
  return isWaiting(gate) && gate.expiresAt <= at ? 'expired' : gate.status
}

function isWaiting({ status }: Gate): boolean {
  return status === 'open' || status === 'pending'
}

/** Nobody waits for a gate whose approval is decided: the agent must ask again with it. */
function awaited(found: GateFound): string | undefined {
  const { approval, approvalId } = found.gate ?? {}
  return statusOf(found) === 'pending' && approval?.status === 'pending'
    ? (approvalId ?? undefined)
    : undefined
}

/** Unknown, foreign, other agents' and other environments' gates are the same 404. */
async function readableGate({ store }: Context, caller: Caller, id: string): Promise<GateFound> {
  const found = await store.gates.get(caller.orgId, seqOf('gte', id))
  if (found === undefined) throw new ApiError('not_found')
  const opened = openedBy(found.recorded.payload)
  if (opened?.gate?.id !== id) throw new ApiError('not_found')
  if (caller.agentId !== undefined && caller.agentId !== opened.agent) throw new ApiError('not_found')
  if (caller.environment !== undefined && caller.environment !== opened.environment)
    throw new ApiError('not_found')
  return found
}

type Opened = Extract<Payload, { type: `gate.${string}`; action: unknown }>

function openedBy(payload: Payload): Opened | undefined {
  return payload.type.startsWith('gate.') && 'action' in payload ? (payload as Opened) : undefined
}

function gateAnswer(context: Context, found: GateFound): GateAnswer {
  const { gate, recorded } = found
  const opened = openedBy(recorded.payload)
  const status = statusOf(found)
  const state = {
    status: approvalStatusOf(gate, status),
    given: givenOf(gate?.approval ?? null),
    ...(gate?.approval && { expires_at: gate.expiresAt }),
  }
  const { gate: ref, approval } = gateMembers(context, recorded.payload, status, state)
  if (opened === undefined || ref === undefined) throw new ApiError('not_found')
  return {
    ...ref,
    ...(opened.agent !== undefined && { agent_id: opened.agent }),
    action: opened.action.name,
    ...(opened.action.tool !== undefined && { tool: opened.action.tool }),
    ...(opened.environment !== undefined && { environment: opened.environment }),
    ...(opened.session !== undefined && { session_id: opened.session }),
    ...(opened.run !== undefined && { run_id: opened.run }),
    created_at: opened.issued_at,
    ...(approval !== undefined && { approval }),
    ...(gate?.outputDigest && { output_digest: `sha256:${encodeHex(gate.outputDigest)}` }),
    receipt: receiptRef(recorded),
  }
}

function approvalStatusOf(gate: Gate | undefined, status: GateAnswer['status']) {
  const stored = gate?.approval?.status ?? 'pending'
  return status === 'expired' && (stored === 'pending' || stored === 'granted') ? 'expired' : stored
}
