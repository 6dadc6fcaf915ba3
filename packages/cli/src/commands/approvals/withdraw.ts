// What `countersign approvals withdraw` does.
import type { ExitCode, Io } from '../../io.ts'
import { withService } from '../../service/call.ts'
import { checkedInput } from '../../service/input.ts'
import { type Json, reportChange } from '../online.ts'
import { LABELS } from './reviewed.ts'

export type WithdrawFlags = Json & { readonly reason?: string }

export async function withdraw(id: string, flags: WithdrawFlags, io: Io): Promise<ExitCode> {
  const input = await checkedInput('approvals.withdraw', { approval_id: id, reason: flags.reason }, LABELS)
  const calling = { command: 'approvals withdraw', failed: 'nothing was withdrawn' } as const
  return withService(io, calling, async ({ client, options }) => {
    const withdrawn = await client.approvals.withdraw(input, options)
    reportChange(io, flags, `withdrew ${withdrawn.id} (${withdrawn.action})`, withdrawn)
    return 0
  })
}
