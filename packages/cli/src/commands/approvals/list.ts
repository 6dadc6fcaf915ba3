// What `countersign approvals list` does.
import type { Answer } from '@countersign/contract'
import type { ExitCode, Io } from '../../io.ts'
import { distance, table } from '../../print/print.ts'
import { withService } from '../../service/call.ts'
import { checkedInput } from '../../service/input.ts'
import { limitOf, readList } from '../../service/lists.ts'
import { type Json, reportList } from '../online.ts'
import { needsText } from './needs.ts'

export type ListFlags = Json & { readonly status: string; readonly agent?: string; readonly limit: string }

type Approval = Answer<'approvals.list'>['data'][number]

export async function list(flags: ListFlags, io: Io): Promise<ExitCode> {
  const limit = limitOf(flags.limit)
  const status = flags.status === 'all' ? undefined : flags.status
  const query = await checkedInput(
    'approvals.list',
    { status, agent_id: flags.agent },
    { agent_id: '--agent' },
  )
  return withService(
    io,
    { command: 'approvals list', failed: 'no approvals were listed' },
    async (service) => {
      const { client, options } = service
      const listed = await readList(limit, (page) => client.approvals.list({ ...query, ...page }, options))
      reportList(io, flags, listed, (data) => approvalTable(data, Date.now()))
      return 0
    },
  )
}

function approvalTable(data: readonly Approval[], now: number): string {
  return table(
    ['id', 'status', 'action', 'environment', 'agent', 'needs', 'expires'],
    data.map((approval) => [
      approval.id,
      approval.status,
      approval.action,
      approval.environment,
      approval.agent_id,
      needsText(approval),
      distance(approval.expires_at, now),
    ]),
  )
}
