// The call of the same names that was approved and used last, and how the arguments differ from it.
import type { Output } from '@countersign/contract'
import { differences, type JsonObject } from '@countersign/json'
import type { Approval } from '../../ports/gates.ts'
import type { Context } from '../context.ts'
import { receiptRef } from '../recorded.ts'
import { agentOf, pendingOf } from './answer.ts'
import { valueAt } from './get.ts'

type Review = Output<'approvals.review'>

export async function comparison(
  { store, pace }: Context,
  orgId: string,
  approval: Approval,
  now: JsonObject | undefined,
): Promise<Pick<Review, 'previous' | 'differences'>> {
  const { action, environment } = pendingOf(approval)
  const call = { environment, tool: action.tool ?? action.name, action: action.name }
  const found = await store.approvals.previous(orgId, call, approval.id)
  if (found === undefined) return {}
  const stored = await store.receipts.get(orgId, found.gateSeq)
  const was = stored && (valueAt(stored.disclosures, 'action.arguments') as Review['arguments'])
  const isComparable = was !== undefined && now !== undefined
  return {
    previous: { ...previousMembers(found), ...(was !== undefined && { arguments: was }) },
    // Both may be as large as a body.
    ...(isComparable && { differences: await pace.run(orgId, () => differences(was, now)) }),
  }
}

function previousMembers(found: Approval): NonNullable<Review['previous']> {
  const grants = found.decisions.filter(({ decision }) => decision === 'grant')
  const last = grants.at(-1)
  return {
    approval_id: found.id,
    agent_id: agentOf(pendingOf(found)),
    granted_by: grants.map(({ member }) => member),
    ...(last && { granted_at: last.at }),
    receipt: receiptRef({ payload: found.opened, leafHash: found.leafHash }),
  }
}
