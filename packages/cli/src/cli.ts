// Builds the `countersign` command and turns every failure into a message and an exit code.
import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { addAgents } from './commands/agents/command.ts'
import { addApprovals } from './commands/approvals/command.ts'
import { addErase } from './commands/erase/command.ts'
import { addExport } from './commands/export/command.ts'
import { addKeygen } from './commands/keygen/command.ts'
import { addKeys } from './commands/keys/command.ts'
import { addLogin } from './commands/login/command.ts'
import { addMembers } from './commands/members/command.ts'
import { addOrg } from './commands/org/command.ts'
import { addPolicy } from './commands/policy/command.ts'
import { addScan } from './commands/scan/command.ts'
import { addVerify } from './commands/verify/command.ts'
import { addWebhooks } from './commands/webhooks/command.ts'
import { exitCodesHelp } from './exit-codes.ts'
import { addImport } from './import/command.ts'
import { CliError, type ExitCode, type Io } from './io.ts'
import { plain } from './plain.ts'

/** Runs one command; `argv` is what follows the program's name. Returns the exit code and never throws. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = 0
  const program = createProgram(io, (code) => {
    exitCode = code
  })
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return exitCode
  } catch (error) {
    return reportError(error, io)
  }
}

function createProgram(io: Io, finish: (code: ExitCode) => void): Command {
  const program = new Command('countersign')
    .description('Verify receipts offline, export them, decide approvals, and stop agents.')
    .version(version(), '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .showHelpAfterError('run it with --help to see its arguments and options')
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(`countersign: ${plain(text.replace(/^error: /, '').trim())}\n`),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText('afterAll', ({ command }) => exitCodesHelp(command))
  addVerify(program, io, finish)
  addExport(program, io, finish)
  addImport(program, io, finish)
  addKeygen(program, io)
  addPolicy(program, io, finish)
  addScan(program, io, finish)
  addLogin(program, io, finish)
  addOrg(program, io, finish)
  addApprovals(program, io, finish)
  addAgents(program, io, finish)
  addKeys(program, io, finish)
  addWebhooks(program, io, finish)
  addErase(program, io, finish)
  addMembers(program, io, finish)
  return program
}

function reportError(error: unknown, io: Io): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  const reason = error instanceof Error ? error.message : String(error)
  const prefix = error instanceof CliError ? '' : 'unexpected error: '
  io.stderr.write(`countersign: ${prefix}${plain(reason)}\n`)
  return error instanceof CliError ? error.exitCode : 2
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return String(Object(manifest).version)
}
