// `countersign agents`: declares its subcommands and loads what they do only when one is called.
import type { Command } from 'commander'
import type { ExitCode, Io } from '../../io.ts'
import { collect, listing, online } from '../online.ts'
import type { ChangeFlags, CreateFlags, ListFlags, Verb } from './agents.ts'

type Change = {
  readonly verb: Verb
  readonly summary: string
  readonly description: string
  readonly asks: boolean
}

const CHANGES: readonly Change[] = [
  {
    verb: 'suspend',
    summary: 'stop an agent until it is resumed',
    description:
      'Stops an agent until it is resumed. It asks nothing; once it has answered, the agent is allowed nothing.',
    asks: false,
  },
  {
    verb: 'quarantine',
    summary: 'stop an agent that is suspected',
    description: 'Like suspend, for an agent that is suspected of misbehaving. It asks nothing.',
    asks: false,
  },
  {
    verb: 'resume',
    summary: 'let a stopped agent act again',
    description: 'Lets a suspended or quarantined agent act again. It asks first.',
    asks: true,
  },
  {
    verb: 'revoke',
    summary: 'stop an agent for ever',
    description:
      'Stops an agent for ever: it cannot be resumed. It asks first; suspend and quarantine do not.',
    asks: true,
  },
]

function load() {
  return import('./agents.ts')
}

/** `countersign agents …` */
export function addAgents(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  const agents = program
    .command('agents')
    .summary('list, create, stop and resume agents')
    .description('The agents of the org: who may act, and who is stopped.')
  online(
    listing(
      agents
        .command('list')
        .summary('list agents')
        .description('Lists the agents of the org, oldest first.')
        .option('--status <status>', 'only those that are active, suspended, quarantined or revoked'),
    ),
    'agents list',
  ).action(async (flags: ListFlags) => finish(await (await load()).listAgents(flags, io)))
  online(
    agents
      .command('show')
      .summary('show one agent')
      .description('Shows an agent and its status.')
      .argument('<agent>', 'its id, agt_…'),
    'agents show',
  ).action(async (agent: string, flags) => finish(await (await load()).showAgent(agent, flags, io)))
  online(
    agents
      .command('create')
      .summary('register an agent')
      .description(
        'Registers an agent. Its roles, labels, environment and owner are facts that policies rely on.',
      )
      .requiredOption('--name <text>', 'how people call it')
      .option('--role <name>', 'a role; may be given several times', collect)
      .option('--label <name=text>', 'a label; may be given several times', collect)
      .option('--environment <name>', 'the only environment in which it acts')
      .option('--owner <name>', 'who is responsible for it, such as a team or an e-mail address'),
    'agents create',
  ).action(async (flags: CreateFlags) => finish(await (await load()).createAgent(flags, io)))
  for (const { verb, summary, description, asks } of CHANGES) {
    const command = agents
      .command(verb)
      .summary(summary)
      .description(description)
      .argument('<agent>', 'its id, agt_…')
      .option('--reason <text>', 'why, for the log')
    if (asks) command.option('--yes', 'do not ask')
    online(command, `agents ${verb}`).action(async (agent: string, flags: ChangeFlags) =>
      finish(await (await load()).changeAgent({ verb, agent, asks }, flags, io)),
    )
  }
}
