// What `countersign erase` and `countersign retention` do.
import type { Client } from '@countersign/client'
import { CliError, type ExitCode, type Io } from '../../io.ts'
import { printJson, printLine } from '../../print/print.ts'
import { visible } from '../../print/visible.ts'
import { withService } from '../../service/call.ts'
import { checkedInput } from '../../service/input.ts'
import { confirm } from '../confirm.ts'
import { type Json, reportChange } from '../online.ts'

export type RetentionFlags = Json & { readonly reason?: string; readonly yes?: true }
export type EraseFlags = RetentionFlags & { readonly reason: string }

type Erasure = Awaited<ReturnType<Client['receipts']['erase']>>

/** One commit erases a bounded number, so it is asked for until nothing is left. */
export async function erase(
  receipt: string,
  paths: readonly string[],
  { reason, ...flags }: EraseFlags,
  io: Io,
): Promise<ExitCode> {
  const input = await checkedInput(
    'receipts.erase',
    { receipt_id: receipt, paths, reason },
    { receipt_id: '<receipt>', paths: '<path>' },
  )
  await confirm(io, 'erase', { yes: flags.yes, what: `erase ${paths.join(', ')} of ${receipt} for good` })
  return withService(
    io,
    { command: 'erase', failed: 'not everything was erased' },
    async ({ client, options }) => {
      const answers: Erasure[] = []
      do answers.push(await client.receipts.erase(input, options))
      while (answers.at(-1)?.complete === false)
      report(answers, flags, io)
      return 0
    },
  )
}

function report(answers: readonly Erasure[], flags: Json, io: Io): void {
  const erased = answers.flatMap((answer) => answer.erased)
  const receipts = answers.flatMap(({ receipt }) => receipt ?? [])
  if (flags.json) {
    printJson(io, { erased, receipts })
    return
  }
  if (erased.length === 0) printLine(io, 'nothing of it was left')
  for (const { receipt_id: id, paths } of erased)
    printLine(io, visible(`erased ${paths.join(', ')} of ${id}`))
  for (const { id, type, seq } of receipts)
    printLine(io, `receipt ${visible(id)}: ${visible(type)}, seq ${seq}`)
}

/** Says what holds now, and what from when on. */
export async function retain(days: string, flags: RetentionFlags, io: Io): Promise<ExitCode> {
  const input = await checkedInput(
    'org.retention',
    { days: daysOf(days), reason: flags.reason },
    { days: '<days>' },
  )
  const what = input.days === null ? 'keep values for ever' : `erase values after ${input.days} days`
  await confirm(io, 'retention', { yes: flags.yes, what })
  return withService(io, { command: 'retention', failed: 'nothing was set' }, async ({ client, options }) => {
    const org = await client.org.retention(input, options)
    const { days: now, next } = org.retention
    const later = next === undefined ? '' : `; ${timeOf(next.days)} from ${next.at} on`
    reportChange(io, flags, `values are kept ${timeOf(now)}${later}`, org)
    return 0
  })
}

function timeOf(days: number | null): string {
  return days === null ? 'for ever' : `for ${days} days`
}

function daysOf(text: string): number | null {
  if (text === 'forever') return null
  if (/^[0-9]{1,6}$/.test(text)) return Number(text)
  throw new CliError('cli.option', '<days>: must be a number of days, or `forever`')
}
