// `countersign keygen`: prints a fresh admin key for a service that has no org yet.
import { randomBytes } from 'node:crypto'
import type { Command } from 'commander'
import type { Io } from '../../io.ts'

/** `countersign keygen`: a fresh admin key, and nothing else on standard output. */
export function addKeygen(program: Command, io: Io): void {
  program
    .command('keygen')
    .summary('print a fresh admin key for COUNTERSIGN_INIT_ADMIN_KEY')
    .description(
      'Prints a fresh, well-formed admin key of a new org, for COUNTERSIGN_INIT_ADMIN_KEY of a service that has no org yet.\nThe key is a secret: send it to a file or a secret store, not to a shared terminal.',
    )
    .addHelpText('after', '\nExample:\n  export COUNTERSIGN_INIT_ADMIN_KEY=$(countersign keygen)\n')
    .action(async () => {
      const { API_KEY_RANDOM_BYTES, formatApiKey, newId, ULID_RANDOM_BYTES } = await import(
        '@countersign/terms'
      )
      const orgId = newId('org', Date.now(), randomBytes(ULID_RANDOM_BYTES))
      io.stdout.write(`${formatApiKey('live', orgId, randomBytes(API_KEY_RANDOM_BYTES))}\n`)
    })
}
