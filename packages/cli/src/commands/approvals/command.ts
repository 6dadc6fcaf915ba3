// `countersign approvals`: declares its subcommands and loads what they do only when one is called.
import type { Command } from 'commander'
import type { ExitCode, Io } from '../../io.ts'
import { type Json, listing, online } from '../online.ts'
import type { DecideFlags } from './decide.ts'
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
  addDeciding(approvals, io, finish)
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

const DECIDING = `
It shows the approval first, as show does, and asks for a typed word. A script gives --yes and, with --digest, what it
approves; if that is another call by now, nothing is decided. A grant at high or critical risk needs a reason.
`

function deciding(command: Command): Command {
  return command
    .argument('<approval>', 'its id, apr_…')
    .option('--member <member>', 'who decided, mem_…: your backend has asked them')
    .option('--for <member>', 'for whom they stand in as the substitute')
    .option('--reason <text>', 'why, for the log')
    .option('--digest <digest>', 'decide only if this is still the digest, sha256:…')
    .option('--yes', 'do not ask; needs --digest')
    .addHelpText('after', DECIDING)
}

function addDeciding(approvals: Command, io: Io, finish: (code: ExitCode) => void): void {
  online(
    deciding(
      approvals
        .command('grant')
        .summary('approve a call')
        .description('Approves exactly the call that is shown, once or as often as --uses says.')
        .option('--uses <number>', 'let it through so often; needs --minutes')
        .option('--minutes <number>', 'for so long; needs --uses'),
    ),
    'approvals grant',
  ).action(async (id: string, flags: DecideFlags) =>
    finish(await (await import('./decide.ts')).decide('grant', id, flags, io)),
  )
  online(
    deciding(
      approvals
        .command('reject')
        .summary('reject a call')
        .description(
          'Rejects the call that is shown; what is granted already can be rejected until it is used up.',
        ),
    ),
    'approvals reject',
  ).action(async (id: string, flags: DecideFlags) =>
    finish(await (await import('./decide.ts')).decide('reject', id, flags, io)),
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
