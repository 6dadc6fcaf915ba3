// `countersign login`, `logout` and `whoami`: acting as the member that you are, instead of with a key.
import type { Command } from 'commander'
import type { ExitCode, Io } from '../../io.ts'
import type { Json } from '../online.ts'
import type { LoginFlags } from './login.ts'

const KEPT = `
The session is kept in $XDG_CONFIG_HOME/countersign/credentials.json, else ~/.config/countersign/credentials.json,
which nobody else can read. COUNTERSIGN_API_KEY, where it is set, comes before it.
`

/** Who you are, for every command that calls a service. */
export function addLogin(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  program
    .command('login')
    .summary('act as the member that you are')
    .description('Signs you in: shows a code that you type in a browser in which you are signed in.')
    .option('--url <url>', 'where the API is; COUNTERSIGN_API_URL without it')
    .option('--json', 'print the outcome as one line of JSON')
    .addHelpText('after', KEPT)
    .action(async (flags: LoginFlags) => finish(await (await import('./login.ts')).login(flags, io)))
  program
    .command('logout')
    .summary('end that')
    .description('Ends the session at the service and deletes it here.')
    .option('--json', 'print the outcome as one line of JSON')
    .action(async (flags: Json) => finish(await (await import('./login.ts')).logout(flags, io)))
  program
    .command('whoami')
    .summary('show who acts, and where')
    .description('Shows the service, the org, and the member or key with which commands act.')
    .option('--json', 'print it as one line of JSON')
    .action(async (flags: Json) => finish(await (await import('./whoami.ts')).whoami(flags, io)))
}
