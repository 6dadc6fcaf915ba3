// What the subcommands of `countersign keys` do.
import { CliError, type ExitCode, type Io } from '../../io.ts'
import { printJson, printLine, table, timeText } from '../../print/print.ts'
import { visible } from '../../print/visible.ts'
import { withService } from '../../service/call.ts'
import { checkedInput } from '../../service/input.ts'
import { limitOf, readList } from '../../service/lists.ts'
import { type Json, reportChange, reportList } from '../online.ts'

export type ListFlags = Json & { readonly limit: string }
export type CreateFlags = Json & {
  readonly name: string
  readonly scope: readonly string[]
  readonly agent?: string
  readonly environment?: string
}
export type RevokeFlags = Json & { readonly reason?: string }

const LABELS = { key_id: '<key>', agent_id: '--agent', scopes: '--scope' }

export async function listKeys(flags: ListFlags, io: Io): Promise<ExitCode> {
  const limit = limitOf(flags.limit)
  return withService(io, { command: 'keys list', failed: 'no keys were listed' }, async (service) => {
    const { client, options } = service
    const listed = await readList(limit, (page) => client.keys.list(page, options))
    reportList(io, flags, listed, (data) =>
      table(
        ['id', 'status', 'name', 'ends with', 'agent', 'created', 'scopes'],
        data.map(({ id, status, name, hint, agent_id, created_at, scopes }) => [
          id,
          status,
          name,
          hint ?? '',
          agent_id ?? '',
          timeText(created_at),
          scopes.join(' '),
        ]),
      ),
    )
    return 0
  })
}

export async function createKey(flags: CreateFlags, io: Io): Promise<ExitCode> {
  const { name, scope, agent, environment } = flags
  const input = await checkedInput(
    'keys.create',
    { name, scopes: scope, agent_id: agent, environment },
    LABELS,
  )
  return withService(io, { command: 'keys create', failed: 'no key was created' }, async (service) => {
    const created = await service.client.keys.create(input, service.options)
    if (flags.json) {
      printJson(io, created)
      return 0
    }
    const { id, receipt, secret } = created
    io.stderr.write(
      `created ${visible(id)}, receipt ${visible(receipt.id)}; its secret is shown this once:\n`,
    )
    if (secret === undefined) {
      throw new CliError(
        'cli.secret',
        `the service has made ${id} before it was asked again, and shows its secret no more; revoke it and make another`,
        3,
      )
    }
    printLine(io, visible(secret))
    return 0
  })
}

export async function revokeKey(key: string, flags: RevokeFlags, io: Io): Promise<ExitCode> {
  const input = await checkedInput('keys.revoke', { key_id: key, reason: flags.reason }, LABELS)
  return withService(io, { command: 'keys revoke', failed: 'the key was not revoked' }, async (service) => {
    const revoked = await service.client.keys.revoke(input, service.options)
    reportChange(io, flags, `revoked ${revoked.id} (${revoked.name})`, revoked)
    return 0
  })
}
