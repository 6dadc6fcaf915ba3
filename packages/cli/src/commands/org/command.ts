// `countersign halt` and `countersign resume`: stops every agent of the org, and lets them act again.
import type { Command } from 'commander'
import type { ExitCode, Io } from '../../io.ts'
import { online } from '../online.ts'
import type { ResumeFlags, StopFlags } from './org.ts'

/** Both stand at the top, since who stops everything has no time to look for it. */
export function addOrg(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  online(
    program
      .command('halt')
      .summary('stop every agent of the org, at once')
      .description('Stops every agent of the org. It asks nothing; once it has answered, nothing is allowed.')
      .option('--reason <text>', 'why, for the log'),
    'halt',
  ).action(async (flags: StopFlags) => finish(await (await import('./org.ts')).halt(flags, io)))
  online(
    program
      .command('resume')
      .summary('end a halt')
      .description('Lets the agents of a halted org act again. It asks first.')
      .option('--reason <text>', 'why, for the log')
      .option('--yes', 'do not ask'),
    'resume',
  ).action(async (flags: ResumeFlags) => finish(await (await import('./org.ts')).resume(flags, io)))
}
