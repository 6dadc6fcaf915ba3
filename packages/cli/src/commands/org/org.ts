// What `countersign halt` and `countersign resume` do.
import type { ExitCode, Io } from '../../io.ts'
import { printJson, printLine } from '../../print/print.ts'
import { isRefusal, withService } from '../../service/call.ts'
import { checkedInput } from '../../service/input.ts'
import { confirm } from '../confirm.ts'
import { type Json, reportChange } from '../online.ts'

export type StopFlags = Json & { readonly reason?: string }
export type ResumeFlags = StopFlags & { readonly yes?: true }

/** Halts the org; that it was halted before is as good. */
export async function halt(flags: StopFlags, io: Io): Promise<ExitCode> {
  const input = await checkedInput('org.halt', { reason: flags.reason })
  return withService(
    io,
    { command: 'halt', failed: 'THE ORG WAS NOT HALTED' },
    async ({ client, options }) => {
      try {
        const halted = await client.org.halt(input, options)
        reportChange(
          io,
          flags,
          `halted: no agent of ${halted.id} (${halted.name}) is allowed anything`,
          halted,
        )
      } catch (error) {
        if (!isRefusal(error, 'org.state')) throw error
        if (flags.json) printJson(io, { status: 'halted', already: true })
        else printLine(io, 'the org was halted already: no agent is allowed anything')
      }
      return 0
    },
  )
}

/** Ends a halt. */
export async function resume(flags: ResumeFlags, io: Io): Promise<ExitCode> {
  const input = await checkedInput('org.resume', { reason: flags.reason })
  await confirm(io, 'resume', { yes: flags.yes, what: 'let every agent of the org act again' })
  return withService(
    io,
    { command: 'resume', failed: 'the org was not resumed' },
    async ({ client, options }) => {
      const resumed = await client.org.resume(input, options)
      reportChange(
        io,
        flags,
        `resumed: the active agents of ${resumed.id} (${resumed.name}) may act again`,
        resumed,
      )
      return 0
    },
  )
}
