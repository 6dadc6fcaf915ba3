// What the subcommands of `countersign agents` do.
import type { Answer } from '@countersign/contract'
import { CliError, type ExitCode, type Io } from '../../io.ts'
import { table, timeText } from '../../print/print.ts'
import { withService } from '../../service/call.ts'
import { checkedInput } from '../../service/input.ts'
import { limitOf, readList } from '../../service/lists.ts'
import { confirm } from '../confirm.ts'
import { type Json, reportChange, reportList, reportOne } from '../online.ts'

export type ListFlags = Json & { readonly status?: string; readonly limit: string }
export type CreateFlags = Json & {
  readonly name: string
  readonly role?: readonly string[]
  readonly label?: readonly string[]
  readonly environment?: string
  readonly owner?: string
}
export type ChangeFlags = Json & { readonly reason?: string; readonly yes?: true }

/** The changes of an agent's status. */
export type Verb = 'suspend' | 'quarantine' | 'resume' | 'revoke'

type Agent = Answer<'agents.get'>

const LABELS = { agent_id: '<agent>', roles: '--role', labels: '--label' }

const DONE: Readonly<Record<Verb, string>> = {
  suspend: 'suspended',
  quarantine: 'quarantined',
  resume: 'resumed',
  revoke: 'revoked',
}

export async function listAgents(flags: ListFlags, io: Io): Promise<ExitCode> {
  const limit = limitOf(flags.limit)
  const query = await checkedInput('agents.list', { status: flags.status })
  return withService(io, { command: 'agents list', failed: 'no agents were listed' }, async (service) => {
    const { client, options } = service
    const listed = await readList(limit, (page) => client.agents.list({ ...query, ...page }, options))
    reportList(io, flags, listed, (data) =>
      table(
        ['id', 'status', 'name', 'roles', 'owner', 'environment'],
        data.map((agent) => [
          agent.id,
          agent.status,
          agent.name,
          agent.roles.join(' '),
          agent.owner ?? '',
          agent.environment ?? '',
        ]),
      ),
    )
    return 0
  })
}

export async function showAgent(agent: string, flags: Json, io: Io): Promise<ExitCode> {
  const input = await checkedInput('agents.get', { agent_id: agent }, LABELS)
  return withService(io, { command: 'agents show', failed: 'the agent was not read' }, async (service) => {
    const found = await service.client.agents.get(input, service.options)
    reportOne(io, flags, found, rowsOf(found))
    return 0
  })
}

function rowsOf({ id, name, status, roles, labels, environment, owner, created_at }: Agent) {
  return [
    ['id', id],
    ['name', name],
    ['status', status],
    ['roles', roles.join(' ')],
    [
      'labels',
      Object.entries(labels)
        .map(([label, text]) => `${label}=${text}`)
        .join(' '),
    ],
    ['environment', environment],
    ['owner', owner],
    ['created', timeText(created_at)],
  ] as const
}

export async function createAgent(flags: CreateFlags, io: Io): Promise<ExitCode> {
  const { name, role, label, environment, owner } = flags
  const input = await checkedInput(
    'agents.create',
    { name, roles: role, labels: label && labelsOf(label), environment, owner },
    LABELS,
  )
  return withService(io, { command: 'agents create', failed: 'no agent was created' }, async (service) => {
    const created = await service.client.agents.create(input, service.options)
    reportChange(io, flags, `created ${created.id} (${created.name})`, created)
    return 0
  })
}

function labelsOf(labels: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    labels.map((label) => {
      const [, name, text] = /^([^=]+)=(.*)$/s.exec(label) ?? []
      if (name !== undefined && text !== undefined) return [name, text]
      throw new CliError('cli.option', '--label: must be a name and a text, such as team=platform')
    }),
  )
}

type Change = { readonly verb: Verb; readonly agent: string; readonly asks: boolean }

export async function changeAgent(
  { verb, agent, asks }: Change,
  flags: ChangeFlags,
  io: Io,
): Promise<ExitCode> {
  const input = await checkedInput(`agents.${verb}`, { agent_id: agent, reason: flags.reason }, LABELS)
  if (asks) {
    const what = verb === 'revoke' ? `stop ${agent} for ever` : `let ${agent} act again`
    await confirm(io, verb, { yes: flags.yes, what })
  }
  const calling = { command: `agents ${verb}`, failed: `the agent was not ${DONE[verb]}` } as const
  return withService(io, calling, async ({ client, options }) => {
    const changed = await client.agents[verb](input, options)
    reportChange(io, flags, `${DONE[verb]} ${changed.id} (${changed.name})`, changed)
    return 0
  })
}
