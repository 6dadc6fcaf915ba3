// Lists receipts by what they say.

import { type Input, type Output, oneOf } from '@countersign/contract'
import { encodeHex } from '@countersign/json'
import { PAYLOAD_TYPES } from '@countersign/receipt'
import type { ReceiptFilter, StoredReceipt } from '../../ports/nouns.ts'
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { cursorOf, pageOf, positionIn } from '../position.ts'
import { ApiError } from '../refusal.ts'

const TYPES: ReadonlySet<string> = new Set(PAYLOAD_TYPES)

type Summary = Output<'receipts.list'>['data'][number]

export function listReceipts({ store }: Context): Handler<'receipts.list'> {
  return async ({ caller }, query) => {
    requireType(query.type)
    const after = afterOf(query.cursor)
    const page = { limit: query.limit, order: query.order, ...(after !== undefined && { after }) }
    const filter = filterOf(query, caller.agentId)
    const { rows, nextAfter } = await store.receipts.list(caller.orgId, filter, page, summaryOf)
    return pageOf(rows, nextAfter === undefined ? undefined : cursorOf('receipts', nextAfter))
  }
}

/** A type that does not exist would never find anything; the message lists those of the same noun first. */
function requireType(type: string | undefined): void {
  if (type === undefined || TYPES.has(type)) return
  const [noun = ''] = type.split('.')
  const like = [...TYPES].filter((each) => each.startsWith(`${noun}.`))
  const words = [...like, ...[...TYPES].filter((each) => !like.includes(each))]
  throw new ApiError('request.invalid', {
    errors: [{ code: 'invalid_value', parameter: 'type', message: `must be ${oneOf(words)}` }],
  })
}

function afterOf(cursor: string | undefined): number | undefined {
  const seq = positionIn('receipts', cursor, /^[0-9]{1,16}$/)
  return seq === undefined ? undefined : Number(seq)
}

/** An agent's key sees its own agent, whatever it asks for. */
function filterOf(query: Input<'receipts.list'>, ownAgent: string | undefined): ReceiptFilter {
  const agentId = ownAgent ?? query.agent_id
  const wanted = {
    agentId:
      ownAgent !== undefined && query.agent_id !== undefined && query.agent_id !== ownAgent ? '' : agentId,
    type: query.type,
    verdict: query.verdict,
    action: query.action,
    tool: query.tool,
    gateId: query.gate_id,
    approvalId: query.approval_id,
    sessionId: query.session_id,
    from: query.from,
    to: query.to,
  }
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined))
}

function summaryOf(stored: StoredReceipt): Summary {
  const payload = JSON.parse(stored.text)
  // What a receipt has not is undefined, which is not written.
  return {
    id: payload.id,
    type: payload.type,
    seq: payload.seq,
    issued_at: payload.issued_at,
    leaf_hash: encodeHex(stored.leafHash),
    agent_id: payload.agent,
    action: payload.action?.name,
    tool: payload.action?.tool,
    verdict: payload.decision?.verdict,
    gate_id: payload.gate?.id,
    approval_id: payload.approval?.id,
    session_id: payload.session,
    run_id: payload.run,
    environment: payload.environment,
    outcome: payload.outcome?.status,
  }
}
