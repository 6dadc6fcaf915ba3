// The org as it is answered.
import type { Output } from '@countersign/contract'
import type { Org } from '../../ports/nouns.ts'
import type { Call } from '../call.ts'
import type { ChangeResult } from '../change.ts'
import type { Context } from '../context.ts'
import { currentConfig, logTime } from '../current.ts'
import { receiptRef } from '../recorded.ts'
import { retentionAt } from './retention.ts'

export async function currentOrg(context: Context, call: Call): Promise<Output<'org.get'>> {
  const { org } = await currentConfig(context, call)
  return orgAnswer(org, await logTime(context, call.caller.orgId))
}

function orgAnswer(org: Org, now: number): Output<'org.get'> {
  return {
    id: org.id,
    name: org.name,
    status: org.halted ? 'halted' : 'active',
    logs: org.logsPublic ? 'public' : 'private',
    retention: retentionAt(org.retention, now),
    created_at: org.createdAt,
  }
}

export async function changedOrg(
  context: Context,
  call: Call,
  made: ChangeResult,
): Promise<Output<'org.update'>> {
  return { ...(await currentOrg(context, call)), receipt: receiptRef(made) }
}
