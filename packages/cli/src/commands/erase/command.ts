// `countersign erase` and `countersign retention`: values go, one by one or by their age; receipts stay.
import type { Command } from 'commander'
import type { ExitCode, Io } from '../../io.ts'
import { online } from '../online.ts'
import type { EraseFlags, RetentionFlags } from './erase.ts'

/** Both ask first, since nobody brings back what is erased. */
export function addErase(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  online(
    program
      .command('erase')
      .summary('erase values behind commitments of a receipt, for good')
      .description(
        'Erases values of a receipt and their salts. The receipt and every proof stay. It asks first.',
      )
      .argument('<receipt>', 'the id of the receipt')
      .argument('<path...>', 'which commitments, such as action.arguments')
      .requiredOption('--reason <text>', 'why, for the log; do not repeat the value')
      .option('--yes', 'do not ask'),
    'erase',
  ).action(async (receipt: string, paths: string[], flags: EraseFlags) =>
    finish(await (await import('./erase.ts')).erase(receipt, paths, flags, io)),
  )
  online(
    program
      .command('retention')
      .summary('set for how many days values are kept')
      .description(
        'Sets after how many days the values behind commitments are erased. A shorter time holds in seven days. It asks first.',
      )
      .argument('<days>', 'at least 30, or `forever`')
      .option('--reason <text>', 'why, for the log')
      .option('--yes', 'do not ask'),
    'retention',
  ).action(async (days: string, flags: RetentionFlags) =>
    finish(await (await import('./erase.ts')).retain(days, flags, io)),
  )
}
