// `countersign approvals`: declares its subcommands and loads what they do only when one is called.
import type { Command } from 'commander'
import type { ExitCode, Io } from '../../io.ts'
import { type Json, listing, online } from '../online.ts'
import type { ListFlags } from './list.ts'
import type { WatchFlags } from './watch.ts'
import type { WithdrawFlags } from './withdraw.ts'

/** `countersign approvals …` */
export function addApprovals(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  const approvals = program
    .command('approvals')
    .summary('show and decide what waits for a human')
    .description('What agents have asked for and a human must decide.')
  addReading(approvals, io, finish)
  online(
    approvals
      .command('withdraw')
      .summary('take back what was asked for')
      .description(
        'Takes back what was asked for, with the key that asked, one of the same agent, or an admin key.',
      )
      .argument('<approval>', 'its id, apr_…')
      .option('--reason <text>', 'why, for the log'),
    'approvals withdraw',
  ).action(async (id: string, flags: WithdrawFlags) =>
    finish(await (await import('./withdraw.ts')).withdraw(id, flags, io)),
  )
}

function addReading(approvals: Command, io: Io, finish: (code: ExitCode) => void): void {
  online(
    listing(
      approvals
        .command('list')
        .summary('list approvals')
        .description('Lists what waits for a decision, newest first.')
        .option('--status <status>', 'pending, granted, rejected, expired, withdrawn, used or all', 'pending')
        .option('--agent <agent>', 'only what this agent asked for'),
    ),
    'approvals list',
  ).action(async (flags: ListFlags) => finish(await (await import('./list.ts')).list(flags, io)))
  online(
    approvals
      .command('show')
      .summary('show exactly what is to be decided')
      .description(
        'Shows an approval with the exact arguments. What a terminal would hide, obey or reorder is shown by name.',
      )
      .argument('<approval>', 'its id, apr_…'),
    'approvals show',
  ).action(async (id: string, flags: Json) => finish(await (await import('./show.ts')).show(id, flags, io)))
  online(
    approvals
      .command('watch')
      .summary('follow what waits for a decision')
      .description(
        'Prints each approval that begins to wait, and what becomes of it, until it is interrupted.',
      )
      .option('--every <seconds>', 'how often to look', '2'),
    'approvals watch',
  ).action(async (flags: WatchFlags) => finish(await (await import('./watch.ts')).watch(flags, io)))
}
