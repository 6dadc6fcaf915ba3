// What the exit codes of each command mean, as its help says it.
import type { Command } from 'commander'

type Meanings = readonly string[]

const USUAL: Meanings = [
  'valid, or done',
  'invalid: something was changed, or is not what it claims to be',
  'indeterminate, or it could not be checked or done (unreadable file, bad option, no answer)',
]

/** Of the commands that read and change what a service holds. */
const ONLINE: Meanings = [
  'done',
  'refused by the service, or not confirmed; nothing was changed',
  'wrong usage: a bad option, no key, an unreadable file',
  'the service cannot be reached, is too busy, or gave no answer that can be read',
]

/** By the name of the command under `countersign`. */
const OF_COMMAND: Readonly<Record<string, Meanings>> = {
  policy: [
    'nothing is wrong, every test passes, nothing differs',
    'errors were found, a test fails, or something differs',
    'it could not be read or done',
  ],
  import: [
    'everything was carried over',
    'something was changed, lost, or never worked there',
    'the input could not be read, or the folder not written',
  ],
  scan: [
    'nothing is dangerous or changed',
    'a definition is dangerous or is not the one that was pinned, or the service refused',
    ...ONLINE.slice(2),
  ],
  approvals: ONLINE,
  agents: ONLINE,
  keys: ONLINE,
  members: ONLINE,
  login: ONLINE,
  logout: ONLINE,
  whoami: ONLINE,
  halt: ONLINE,
  resume: ONLINE,
}

/** The table of exit codes at the end of a command's help. */
export function exitCodesHelp(command: Command): string {
  const meanings = OF_COMMAND[topOf(command).name()] ?? USUAL
  const rows = meanings.map((meaning, code) => `  ${code}  ${meaning}\n`)
  return `\nExit codes:\n${rows.join('')}`
}

/** The command under `countersign` that a subcommand belongs to. */
function topOf(command: Command): Command {
  return command.parent?.parent ? topOf(command.parent) : command
}
