import type { Command } from 'commander'
import type { ExitCode, Io } from './io.ts'

const FOLDER = `
A policy folder holds *.cedar files, which are read in name order as one text, and beside them, if needed,
settings.json, tests.json ({ "tests": […] }) and tools.json ({ "tools": […] }), the tools that are registered.

Exit codes:
  0  nothing is wrong, every test passes, nothing differs
  1  errors were found, a test fails, or something differs
  2  it could not be read or done
`

/** `countersign policy …`: everything about policies; loaded when it is asked for, since verify must need none of it. */
export function addPolicy(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  const policy = program
    .command('policy')
    .summary('check, test and compare policies')
    .description('Checks, tests and compares policies in a folder or file, offline.')
    .addHelpText('after', FOLDER)
  policy
    .command('lint')
    .summary('check policies as publishing would')
    .description('Parses, validates and lints a policy folder or a .cedar file, and runs its tests.')
    .argument('<folder or file>')
    .option('--json', 'print the findings as one line of JSON')
    .action(async (path: string, flags: { json?: true }) => {
      const { lint } = await import('./policy/commands/lint.ts')
      finish(await lint(path, flags, io))
    })
  policy
    .command('test')
    .summary('run the tests of policies')
    .description('Runs the tests of a policy folder and says which fail, and why.')
    .argument('<folder>')
    .option('--json', 'print the results as one line of JSON')
    .action(async (path: string, flags: { json?: true }) => {
      const { test } = await import('./policy/commands/test.ts')
      finish(await test(path, flags, io))
    })
  policy
    .command('diff')
    .summary('show what differs between two policy folders')
    .description('Shows which policies, settings and tests differ, policies told apart by their @id.')
    .argument('<before>', 'a folder or .cedar file')
    .argument('<after>', 'a folder or .cedar file')
    .option('--json', 'print the differences as one line of JSON')
    .action(async (before: string, after: string, flags: { json?: true }) => {
      const { diff } = await import('./policy/commands/diff.ts')
      finish(await diff(before, after, flags, io))
    })
}
