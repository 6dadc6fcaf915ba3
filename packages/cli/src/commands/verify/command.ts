// `countersign verify`: verifies evidence or a bundle offline and prints the report.
import type { Report, Suite } from '@countersign/receipt'
import { type Command, Option } from 'commander'
import { CliError, type ExitCode, type Io, isColoured } from '../../io.ts'
import { plainJson } from '../../plain.ts'
import { createProgress } from '../../progress.ts'
import { check } from './check.ts'
import { type Expectations, readExpectations } from './expectations.ts'
import { describe } from './report.ts'

type Flags = Expectations & {
  json?: true
  quiet?: true
  pure?: true
}

const EXIT = { valid: 0, invalid: 1, indeterminate: 2 } as const
const EXAMPLES = `
Examples:
  countersign verify audit.ndjson --trust keys.json
  countersign verify receipt.json --trust 0zEPO5T0HaaZ9yMJPwL1P7UGaVKYZBo7dwuWJWKlkmQ --keys keys.json
  countersign verify audit.ndjson --trust keys.json --since checkpoint.json --whole

Nothing is sent or fetched. Keys that arrive with a file prove nothing: without --trust the answer is
indeterminate. Get the keys once, compare a thumbprint with the operator through another channel, and keep them.`

/** `countersign verify`: verifies evidence or a bundle without any network. */
export function addVerify(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  function collect(value: string, before: string[] = []): string[] {
    return [...before, value]
  }
  program
    .command('verify')
    .summary('verify evidence or a bundle, offline')
    .description('Verifies the evidence of one receipt (JSON) or a bundle (NDJSON), offline.')
    .argument('<file>', 'the file, or - for standard input')
    .option(
      '--trust <thumbprint or file>',
      'a key you trust, or a key set you trust; repeatable',
      collect,
      [],
    )
    .option('--keys <file>', 'a key set to find the trusted thumbprints in; not trusted by itself')
    .option('--since <file>', 'a checkpoint you kept: the log must only have grown since')
    .option('--since-proof <file>', 'a consistency proof between that checkpoint and this file')
    .option('--whole', 'the bundle must show the whole log up to its checkpoint')
    .option('--from <seq>', 'the bundle must hold this position of the log, and may begin before it')
    .option('--to <seq>', 'the bundle must hold the log up to this position, or beyond it')
    .addOption(new Option('--checkpoint <file>').hideHelp().argParser(refuseCheckpoint))
    .option(
      '--expected-output <file>',
      'the output the receipt must commit to: JSON, or else the text verbatim',
    )
    .option('--expected-arguments <file>', 'the arguments the receipt must commit to: JSON')
    .option('--json', 'print the report as one line of JSON')
    .option('--quiet', 'print no report; only set the exit code')
    .option('--pure', "use cryptography in pure JavaScript instead of Node's")
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, flags: Flags) => finish(await verify(file, flags, io)))
}

/** `export` saves a checkpoint under this option, so it is tried here, too. */
function refuseCheckpoint(): never {
  throw new CliError(
    'cli.option',
    "unknown option '--checkpoint': give a checkpoint that you kept with --since <file>",
  )
}

async function verify(file: string, flags: Flags, io: Io): Promise<ExitCode> {
  try {
    const suite = await suiteFor(flags)
    const { kind, report } = await checkWithProgress(suite, file, flags, io)
    if (flags.json) io.stdout.write(`${plainJson(report)}\n`)
    else if (!flags.quiet) io.stdout.write(describe(kind, report, { isColoured: isColoured(io) }))
    return EXIT[report.verdict]
  } catch (error) {
    if (flags.json && error instanceof CliError) {
      const { code, message } = error
      io.stdout.write(`${plainJson({ verdict: 'indeterminate', error: { code, message } })}\n`)
    }
    throw error
  }
}

async function checkWithProgress(
  suite: Suite,
  file: string,
  flags: Flags,
  io: Io,
): Promise<{ kind: 'evidence' | 'bundle'; report: Report }> {
  const expectations = await readExpectations(suite, flags)
  const progress = createProgress(io, 'verifying', !flags.quiet)
  try {
    return await check({ suite, file, expectations, progress, io })
  } finally {
    progress.stop()
  }
}

async function suiteFor({ pure }: Flags): Promise<Suite> {
  if (pure) return (await import('@countersign/receipt/noble')).nobleSuite
  return (await import('@countersign/native')).bestSuite()
}
