// The org as it is answered.
import type { Output } from '@countersign/contract'
import type { Org } from '../../ports/nouns.ts'
import type { Call } from '../call.ts'
import type { ChangeResult } from '../change.ts'
import type { Context } from '../context.ts'
import { currentConfig } from '../current.ts'
import { receiptRef } from '../recorded.ts'
import { retentionAt } from './retention.ts'

export function orgAnswer(org: Org, now: number): Output<'org.get'> {
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
  return {
    ...orgAnswer((await currentConfig(context, call)).org, context.clock()),
    receipt: receiptRef(made),
  }
}
