// What `countersign approvals show` does.
import type { ExitCode, Io } from '../../io.ts'
import { printJson } from '../../print/print.ts'
import { withService } from '../../service/call.ts'
import { checkedInput } from '../../service/input.ts'
import type { Json } from '../online.ts'
import { LABELS, readReviewed } from './reviewed.ts'
import { sheet } from './sheet.ts'

export async function show(id: string, flags: Json, io: Io): Promise<ExitCode> {
  const input = await checkedInput('approvals.review', { approval_id: id }, LABELS)
  const calling = { command: 'approvals show', failed: 'the approval was not read' } as const
  return withService(io, calling, async (service) => {
    const approval = await readReviewed(service, input)
    if (flags.json) printJson(io, approval)
    else io.stdout.write(sheet(approval, Date.now(), io.stdout.columns))
    return 0
  })
}
