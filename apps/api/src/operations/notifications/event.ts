// The event of a receipt: ids, names and risk, never an argument, a target or a free text.

import { type EventName, eventOf } from '@countersign/contract'
import type { Payload, PayloadOf } from '@countersign/receipt'
import { formatTime } from '@countersign/terms'
import type { ApprovalState } from '../../ports/gates.ts'
import { givenOf } from '../approvals/answer.ts'
import { approvalLink } from '../approvals/link.ts'
import type { Context } from '../context.ts'
import { receiptRef } from '../recorded.ts'

export type NotificationEvent = {
  /** The same whenever and to whomever it is sent. */
  id: string
  name: EventName | 'ping'
  /** Of the receipt. */
  at: number
  data: Readonly<Record<string, unknown>>
}

/** An event of the log, with what those who compose messages look at. */
export type ReceiptEvent = NotificationEvent & {
  name: EventName
  receiptId: string
  pending?: PayloadOf<'gate.pending'>
  approval?: ApprovalState
}

export function eventId(receiptId: string): string {
  return `evt_${receiptId.slice('rcp_'.length)}`
}

/** Undefined where a receipt is not an event: of the changes to a webhook, only disabling it is one. */
export function eventNameOf(payload: Payload): EventName | undefined {
  if (payload.type === 'webhook.changed' && payload.webhook.status !== 'disabled') return undefined
  return eventOf(payload.type)
}

/** Undefined for a receipt that does not exist or is not an event. */
export async function eventAt(
  context: Context,
  orgId: string,
  seq: number,
): Promise<ReceiptEvent | undefined> {
  const stored = await context.store.receipts.get(orgId, seq)
  if (stored === undefined) return undefined
  // Our own canonical bytes, checked when they were written.
  const payload = JSON.parse(stored.text) as Payload
  const name = eventNameOf(payload)
  if (name === undefined) return undefined
  const { pending, approval } = await approvalOf(context, orgId, payload)
  const leafHash = Buffer.from(stored.leafHash).toString('hex')
  return {
    id: eventId(payload.id),
    name,
    at: payload.issued_at,
    receiptId: payload.id,
    ...(pending && { pending }),
    ...(approval && { approval }),
    data: {
      org_id: orgId,
      receipt: receiptRef({ payload, leafHash }),
      actor: payload.actor,
      ...(pending && approval ? approvalData(context, orgId, pending, approval) : {}),
      ...ownData(payload),
    },
  }
}

type EventApproval = { pending?: PayloadOf<'gate.pending'>; approval?: ApprovalState }

/** The receipt that asked, and how the approval is by now. */
async function approvalOf({ store }: Context, orgId: string, payload: Payload): Promise<EventApproval> {
  const isOfApproval = payload.type === 'gate.pending' || payload.type.startsWith('approval.')
  if (!isOfApproval || !('gate' in payload) || payload.gate === undefined) return {}
  const seq = 'seq' in payload.gate ? payload.gate.seq : payload.seq
  const found = await store.gates.get(orgId, seq)
  const opened = found?.recorded.payload
  const approval = found?.gate?.approval
  return opened?.type === 'gate.pending' && approval ? { pending: opened, approval } : {}
}

function approvalData(
  context: Context,
  orgId: string,
  pending: PayloadOf<'gate.pending'>,
  approval: ApprovalState,
) {
  const { id, required, expires_at } = pending.approval
  const { score, band } = pending.decision.risk
  return {
    agent_id: pending.agent,
    action: pending.action.name,
    ...(pending.action.tool !== undefined && { tool: pending.action.tool }),
    environment: pending.environment,
    ...(pending.session !== undefined && { session_id: pending.session }),
    ...(pending.run !== undefined && { run_id: pending.run }),
    risk: { score, band },
    gate_id: pending.gate.id,
    approval: {
      id,
      status: approval.status,
      required,
      given: givenOf(approval),
      expires_at: formatTime(expires_at),
      url: approvalLink(context, orgId, id),
    },
  }
}

/** What only some receipts name: ids, words and digests, as the log shows them to anybody. */
function ownData(payload: Payload): Record<string, unknown> {
  const data: Record<string, unknown> = {}
  if (payload.type.startsWith('agent.') && 'agent' in payload) data.agent_id = payload.agent
  if ('decision' in payload && 'by' in payload.decision) {
    const { by, via, role } = payload.decision
    data.decision = { by, via, role }
  }
  if ('key' in payload) data.key_id = payload.key.id
  if ('member' in payload) data.member_id = payload.member.id
  if ('webhook' in payload) data.webhook_id = payload.webhook.id
  if (payload.type === 'policy.published') {
    const { version, digest } = payload.policy
    data.policy = { version, digest }
    if (payload.environment !== undefined) data.environment = payload.environment
  }
  if (payload.type === 'tool.changed') {
    data.tool = payload.action.tool
    data.change = payload.change.status
  }
  if (payload.type === 'org.changed' && payload.change.status !== undefined)
    data.change = payload.change.status
  return data
}
