// `countersign members`: declares its subcommands and loads what they do only when one is called.
import type { Command } from 'commander'
import type { ExitCode, Io } from '../../io.ts'
import { collect, listing, online } from '../online.ts'
import type { AddFlags, ChangeFlags, ListFlags, RemoveFlags, ResetFlags } from './members.ts'

function load() {
  return import('./members.ts')
}

const ROLE = 'owner, admin, approver, auditor or member'

/** `countersign members …` */
export function addMembers(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  const members = program
    .command('members')
    .summary('list, add, change and remove people')
    .description('The people of the org. Owners, admins and approvers decide approvals.')
  online(
    listing(members.command('list').summary('list people').description('Lists the people of the org.')),
    'members list',
  ).action(async (flags: ListFlags) => finish(await (await load()).listMembers(flags, io)))
  online(
    members
      .command('add')
      .summary('add a person')
      .description('Adds a person to the org. The log names them by their id only.')
      .requiredOption('--name <text>', 'their name')
      .requiredOption('--role <role>', ROLE)
      .option('--email <address>', 'their e-mail address')
      .option('--group <name>', 'a group that policies name; may be given several times', collect),
    'members add',
  ).action(async (flags: AddFlags) => finish(await (await load()).addMember(flags, io)))
  online(
    members
      .command('change')
      .summary("change a person's role, groups or substitute")
      .description('Changes the role, the groups or the substitute of a person; what is not given stays.')
      .argument('<member>', 'their id, mem_…')
      .option('--role <role>', ROLE)
      .option('--group <name>', 'a group, in place of those they have; may be given several times', collect)
      .option('--no-groups', 'take them out of every group')
      .option('--substitute <member>', 'who decides for them, mem_…; needs --until')
      .option('--from <time>', 'from when on, such as 2026-12-24T18:00:00Z; from now on without it')
      .option('--until <time>', 'until when')
      .option('--no-substitute', 'nobody decides for them any more'),
    'members change',
  ).action(async (member: string, flags: ChangeFlags) =>
    finish(await (await load()).changeMember(member, flags, io)),
  )
  addEndings(members, io, finish)
}

function addEndings(members: Command, io: Io, finish: (code: ExitCode) => void): void {
  online(
    members
      .command('remove')
      .summary('remove a person')
      .description('Removes a person. It asks nothing; once it has answered, they decide nothing more.')
      .argument('<member>', 'their id, mem_…')
      .option('--reason <text>', 'why, for the log'),
    'members remove',
  ).action(async (member: string, flags: RemoveFlags) =>
    finish(await (await load()).removeMember(member, flags, io)),
  )
  online(
    members
      .command('reset')
      .summary('let a person who has lost how they sign in set a new password')
      .description(
        'Ends the password, passkeys and sessions of a person, and mails them a link or prints it. It asks first.',
      )
      .argument('<member>', 'their id, mem_…')
      .option('--reason <text>', 'why, for the log')
      .option('--yes', 'do not ask'),
    'members reset',
  ).action(async (member: string, flags: ResetFlags) =>
    finish(await (await load()).resetMember(member, flags, io)),
  )
}
