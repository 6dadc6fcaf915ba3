// `countersign webhooks`: declares its subcommands and loads what they do only when one is called.
import type { Command } from 'commander'
import type { ExitCode, Io } from '../../io.ts'
import { collect, type Json, listing, online } from '../online.ts'
import type { AddFlags, ListFlags, RemoveFlags, RotateFlags } from './webhooks.ts'

function load() {
  return import('./webhooks.ts')
}

type Finish = (code: ExitCode) => void

/** `countersign webhooks …` */
export function addWebhooks(program: Command, io: Io, finish: Finish): void {
  const webhooks = program
    .command('webhooks')
    .summary('list, make, test and remove webhooks')
    .description('Where the service tells of what happened in the org, and how its deliveries went.')
  reading(webhooks, io, finish)
  changing(webhooks, io, finish)
}

function hook(webhooks: Command, name: string, summary: string): Command {
  return webhooks.command(name).summary(summary).argument('<webhook>', 'its id, whk_…')
}

function reading(webhooks: Command, io: Io, finish: Finish): void {
  online(webhooks.command('list').summary('list webhooks'), 'webhooks list').action(async (flags: Json) =>
    finish(await (await load()).listWebhooks(flags, io)),
  )
  online(
    listing(hook(webhooks, 'attempts', 'list its latest attempts, newest first')),
    'webhooks attempts',
  ).action(async (id: string, flags: ListFlags) => finish(await (await load()).listAttempts(id, flags, io)))
}

function changing(webhooks: Command, io: Io, finish: Finish): void {
  online(
    webhooks
      .command('add')
      .summary('make a webhook')
      .description(
        'Makes a webhook. Its secret is shown this once, alone on standard output: send it to a secret store.',
      )
      .requiredOption('--url <url>', 'where it sends')
      .requiredOption('--event <event>', 'what it tells of; may be given several times', collect)
      .option('--name <text>', 'what it is for'),
    'webhooks add',
  ).action(async (flags: AddFlags) => finish(await (await load()).addWebhook(flags, io)))
  online(
    hook(webhooks, 'test', 'send it a test now; exits with 1 unless it arrives'),
    'webhooks test',
  ).action(async (id: string, flags: Json) => finish(await (await load()).testWebhook(id, flags, io)))
  online(
    hook(webhooks, 'replay', 'send it an event again').argument('<receipt>', 'of which it tells, rcp_…'),
    'webhooks replay',
  ).action(async (id: string, receipt: string, flags: Json) =>
    finish(await (await load()).replayEvent(id, receipt, flags, io)),
  )
  online(
    hook(webhooks, 'rotate', 'make another secret, shown this once').option(
      '--overlap <hours>',
      'how long both secrets sign',
    ),
    'webhooks rotate',
  ).action(async (id: string, flags: RotateFlags) => finish(await (await load()).rotateSecret(id, flags, io)))
  online(
    hook(webhooks, 'remove', 'remove it, with what waits for it').option(
      '--reason <text>',
      'why, for the log',
    ),
    'webhooks remove',
  ).action(async (id: string, flags: RemoveFlags) =>
    finish(await (await load()).removeWebhook(id, flags, io)),
  )
}
