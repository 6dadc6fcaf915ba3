// `countersign keys`: declares its subcommands and loads what they do only when one is called.
import type { Command } from 'commander'
import type { ExitCode, Io } from '../../io.ts'
import { collect, listing, online } from '../online.ts'
import type { CreateFlags, ListFlags, RevokeFlags } from './keys.ts'

function load() {
  return import('./keys.ts')
}

/** `countersign keys …` */
export function addKeys(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  const keys = program
    .command('keys')
    .summary('list, create and revoke API keys')
    .description('The API keys of the org. `countersign keygen` makes one for a service that has no org yet.')
  online(
    listing(
      keys
        .command('list')
        .summary('list keys')
        .description('Lists the keys of the org, oldest first; never their secrets.'),
    ),
    'keys list',
  ).action(async (flags: ListFlags) => finish(await (await load()).listKeys(flags, io)))
  online(
    keys
      .command('create')
      .summary('make a key')
      .description(
        'Makes a key. Its secret is shown this once, alone on standard output: send it to a file or a secret store.',
      )
      .requiredOption('--name <text>', 'what it is for')
      .requiredOption('--scope <scope>', 'what it may do; may be given several times', collect)
      .option('--agent <agent>', 'bind it to this agent')
      .option('--environment <name>', 'bind it to this environment'),
    'keys create',
  ).action(async (flags: CreateFlags) => finish(await (await load()).createKey(flags, io)))
  online(
    keys
      .command('revoke')
      .summary('revoke a key')
      .description('Revokes a key, for ever. It asks nothing; once it has answered, the key is refused.')
      .argument('<key>', 'its id, key_…')
      .option('--reason <text>', 'why, for the log'),
    'keys revoke',
  ).action(async (key: string, flags: RevokeFlags) => finish(await (await load()).revokeKey(key, flags, io)))
}
