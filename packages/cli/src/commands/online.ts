// What the commands that call a service have in common: options, help, and reporting a change.
import type { Command } from 'commander'
import type { Io } from '../io.ts'
import { facts, printJson, printLine } from '../print/print.ts'
import { visible } from '../print/visible.ts'
import { type ServiceCommand, serviceHelp } from '../service/scopes.ts'

/** The options that every such command has. */
export type Json = { readonly json?: true }

/** Adds `--json` and the help on service and key. */
export function online(command: Command, name: ServiceCommand, more?: string): Command {
  return command
    .option('--json', 'print the answer as one line of JSON')
    .addHelpText('after', serviceHelp(name, more))
}

/** Adds `--limit` of a list. */
export function listing(command: Command): Command {
  return command.option('--limit <number>', 'show at most so many', '100')
}

/** Collects an option that may be given several times. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}

type Receipt = { readonly id: string; readonly type: string; readonly seq: number }

/** Says what was done, and names the receipt of it; nothing in the names that others gave controls a terminal. */
export function reportChange(io: Io, flags: Json, done: string, answer: { readonly receipt: Receipt }): void {
  if (flags.json) {
    printJson(io, answer)
    return
  }
  const { id, type, seq } = answer.receipt
  printLine(io, visible(done))
  printLine(io, `receipt ${visible(id)}: ${visible(type)}, seq ${seq}`)
}

/** Prints a list: as JSON whole, for people in the lines that `lines` makes. */
export function reportList<Item>(
  io: Io,
  flags: Json,
  { data, hasMore }: { readonly data: readonly Item[]; readonly hasMore: boolean },
  lines: (data: readonly Item[]) => string,
): void {
  if (flags.json) {
    printJson(io, { data, has_more: hasMore })
    return
  }
  io.stdout.write(data.length === 0 ? 'none\n' : lines(data))
  if (hasMore) io.stderr.write('there are more: --limit shows them\n')
}

/** Prints one object: as JSON whole, for people as a list of facts. */
export function reportOne(io: Io, flags: Json, value: object, rows: Parameters<typeof facts>[0]): void {
  const shown = rows.map(([name, text]) => [name, text === undefined ? text : visible(text)] as const)
  if (flags.json) printJson(io, value)
  else io.stdout.write(facts(shown))
}
