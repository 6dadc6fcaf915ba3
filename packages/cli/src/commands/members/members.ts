// What the subcommands of `countersign members` do.
import { CliError, type ExitCode, type Io } from '../../io.ts'
import { printLine, table, timeText } from '../../print/print.ts'
import { visible } from '../../print/visible.ts'
import { withService } from '../../service/call.ts'
import { checkedInput } from '../../service/input.ts'
import { limitOf, readList } from '../../service/lists.ts'
import { confirm } from '../confirm.ts'
import { type Json, reportChange, reportList } from '../online.ts'

export type ListFlags = Json & { readonly limit: string }
export type AddFlags = Json & {
  readonly name: string
  readonly role: string
  readonly email?: string
  readonly group?: readonly string[]
}
export type ChangeFlags = Json & {
  readonly role?: string
  readonly group?: readonly string[]
  /** False with `--no-groups`. */
  readonly groups: boolean
  /** False with `--no-substitute`. */
  readonly substitute?: string | false
  readonly from?: string
  readonly until?: string
}
export type RemoveFlags = Json & { readonly reason?: string }
export type ResetFlags = RemoveFlags & { readonly yes?: true }

const LABELS = {
  member_id: '<member>',
  groups: '--group',
  substitute: '--substitute',
  'substitute.from': '--from',
  'substitute.until': '--until',
}

export async function listMembers(flags: ListFlags, io: Io): Promise<ExitCode> {
  const limit = limitOf(flags.limit)
  return withService(io, { command: 'members list', failed: 'nobody was listed' }, async (service) => {
    const { client, options } = service
    const listed = await readList(limit, (page) => client.members.list(page, options))
    reportList(io, flags, listed, (data) =>
      table(
        ['id', 'role', 'name', 'e-mail', 'groups', 'substitute'],
        data.map(({ id, role, name, email, groups, substitute }) => [
          id,
          role,
          name,
          email ?? '',
          groups.join(' '),
          substitute === undefined ? '' : `${substitute.member} until ${timeText(substitute.until)}`,
        ]),
      ),
    )
    return 0
  })
}

export async function addMember(flags: AddFlags, io: Io): Promise<ExitCode> {
  const { name, role, email, group } = flags
  const input = await checkedInput('members.create', { name, role, email, groups: group }, LABELS)
  return withService(io, { command: 'members add', failed: 'nobody was added' }, async (service) => {
    const added = await service.client.members.create(input, service.options)
    reportChange(io, flags, `added ${added.id} (${added.name}), ${added.role}`, added)
    return 0
  })
}

export async function changeMember(member: string, flags: ChangeFlags, io: Io): Promise<ExitCode> {
  const { role, group } = flags
  if (!flags.groups && group !== undefined) {
    throw new CliError('cli.option', '--no-groups: leave it out, or leave --group out')
  }
  const groups = flags.groups ? group : []
  const substitute = substituteOf(flags)
  if (role === undefined && groups === undefined && substitute === undefined) {
    throw new CliError('cli.option', 'nothing to change: give --role, --group or --substitute')
  }
  const input = await checkedInput('members.update', { member_id: member, role, groups, substitute }, LABELS)
  return withService(io, { command: 'members change', failed: 'nobody was changed' }, async (service) => {
    const changed = await service.client.members.update(input, service.options)
    const ofGroups = changed.groups.length === 0 ? 'in no group' : `in ${changed.groups.join(', ')}`
    reportChange(io, flags, `changed ${changed.id} (${changed.name}): ${changed.role}, ${ofGroups}`, changed)
    return 0
  })
}

function substituteOf({ substitute, from, until }: ChangeFlags) {
  if (typeof substitute !== 'string') {
    if (from === undefined && until === undefined) return substitute === false ? null : undefined
    throw new CliError('cli.option', '--from and --until: say with --substitute who decides then')
  }
  if (until === undefined) throw new CliError('cli.option', '--substitute: add --until to say for how long')
  return { member: substitute, until, ...(from !== undefined && { from }) }
}

export async function removeMember(member: string, flags: RemoveFlags, io: Io): Promise<ExitCode> {
  const input = await checkedInput('members.remove', { member_id: member, reason: flags.reason }, LABELS)
  return withService(io, { command: 'members remove', failed: 'nobody was removed' }, async (service) => {
    const removed = await service.client.members.remove(input, service.options)
    reportChange(io, flags, `removed ${removed.id}`, removed)
    return 0
  })
}

export async function resetMember(member: string, flags: ResetFlags, io: Io): Promise<ExitCode> {
  const input = await checkedInput('members.reset', { member_id: member, reason: flags.reason }, LABELS)
  const what = `end every way in which ${member} signs in`
  await confirm(io, 'reset', { yes: flags.yes, what })
  return withService(io, { command: 'members reset', failed: 'nobody was reset' }, async (service) => {
    const made = await service.client.members.reset(input, service.options)
    if (flags.json || made.mailed) {
      reportChange(io, flags, `reset ${made.id}: a link is on its way to them by mail`, made)
      return 0
    }
    const { id, receipt, link } = made
    io.stderr.write(`reset ${visible(id)}, receipt ${visible(receipt.id)}\n`)
    if (link === undefined) {
      const next = 'they get one at /reset of the service, or you reset them again'
      throw new CliError('cli.link', `the link was neither mailed nor shown: ${next}`, 3)
    }
    io.stderr.write(
      'the link sets their new password, once, within a day; give it to them and to nobody else:\n',
    )
    printLine(io, visible(link))
    return 0
  })
}
