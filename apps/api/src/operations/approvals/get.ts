// Reads one approval with everything that a member must see, at once or when it is decided.
import type { Output } from '@countersign/contract'
import type { Disclosure, PayloadOf } from '@countersign/receipt'
import type { Approval } from '../../ports/gates.ts'
import type { StoredReceipt } from '../../ports/nouns.ts'
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { receiptRef } from '../recorded.ts'
import { ApiError } from '../refusal.ts'
import { waitFor } from '../wait.ts'
import { approvalAnswer, pendingOf, readableApproval } from './answer.ts'

type Details = Output<'approvals.get'>

export function getApproval(context: Context): Handler<'approvals.get'> {
  return async (call, { approval_id: id, wait = 0 }) => {
    const { orgId } = call.caller
    return waitFor(context, call, wait, {
      read: () => readableApproval(context, call.caller, id),
      pendingIn: ({ status }) => (status === 'pending' ? id : undefined),
      answer: async (found) => detailsOf(context, orgId, found, await storedOf(context, orgId, found)),
    })
  }
}

/** The receipt that asked for it, with what it discloses. */
export async function storedOf(
  { store }: Context,
  orgId: string,
  { gateSeq }: Approval,
): Promise<StoredReceipt> {
  const stored = await store.receipts.get(orgId, gateSeq)
  if (stored === undefined) throw new ApiError('not_found')
  return stored
}

export async function detailsOf(
  context: Context,
  orgId: string,
  approval: Approval,
  { disclosures }: StoredReceipt,
): Promise<Details> {
  const { decision, policy } = pendingOf(approval)
  const [args, target] = ['action.arguments', 'action.target'].map((path) => valueAt(disclosures, path))
  return {
    ...approvalAnswer(approval),
    decisions: await withReasons(context, orgId, approval),
    ...(args === undefined
      ? { arguments_absent: absenceOf(pendingOf(approval)) }
      : { arguments: args as Details['arguments'] }),
    ...(target !== undefined && { target: target as Details['target'] }),
    reasons: decision.reasons as Details['reasons'],
    ...(policy && { policy: { version: policy.version, digest: policy.digest } }),
    receipt: receiptRef({ payload: approval.opened, leafHash: approval.leafHash }),
  }
}

function absenceOf({ action, mode }: PayloadOf<'gate.pending'>): NonNullable<Details['arguments_absent']> {
  if (action.arguments === undefined) return 'none'
  return mode === 'hash_only' ? 'kept' : 'erased'
}

/** Each reason lies sealed beside the receipt of its decision. */
async function withReasons(
  { store }: Context,
  orgId: string,
  approval: Approval,
): Promise<Details['decisions']> {
  const answered: Details['decisions'] = []
  for (const { hasReason, ...decided } of approval.decisions) {
    const stored = hasReason ? await store.receipts.get(orgId, decided.receipt.seq) : undefined
    const reason = stored && valueAt(stored.disclosures, 'decision.reason')
    answered.push({ ...decided, ...(typeof reason === 'string' && { reason }) })
  }
  return answered
}

export function valueAt(disclosures: readonly Disclosure[], path: string): unknown {
  return disclosures.find((found) => found.path === path)?.value
}
