// `countersign policy`: declares its subcommands and loads each only when it is called.
import type { Command } from 'commander'
import type { ExitCode, Io } from '../../io.ts'
import { serviceHelp } from '../../service/scopes.ts'

const FOLDER = `
A policy folder holds *.cedar files, which are read in name order as one text, and beside them, if needed,
settings.json, tests.json ({ "tests": […] }) and tools.json ({ "tools": […] }), the tools that are registered.
`

const APPLY_MORE = `;
                        where the folder has a tools.json also tools:read, and for --tools tools:write`

/** `countersign policy …`; each command is loaded on demand, since verify must not need any of it. */
export function addPolicy(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  const policy = program
    .command('policy')
    .summary('check, test and compare policies')
    .description('Checks and tests policies in a folder or file offline, and publishes them to a service.')
    .addHelpText('after', FOLDER)
  policy
    .command('lint')
    .summary('check policies as publishing would')
    .description('Parses, validates and lints a policy folder or a .cedar file, and runs its tests.')
    .argument('<folder or file>')
    .option('--json', 'print the findings as one line of JSON')
    .action(async (path: string, flags: { json?: true }) => {
      const { lint } = await import('./lint.ts')
      finish(await lint(path, flags, io))
    })
  policy
    .command('test')
    .summary('run the tests of policies')
    .description('Runs the tests of a policy folder and says which fail, and why.')
    .argument('<folder>')
    .option('--json', 'print the results as one line of JSON')
    .action(async (path: string, flags: { json?: true }) => {
      const { test } = await import('./test.ts')
      finish(await test(path, flags, io))
    })
  policy
    .command('diff')
    .summary('show what differs between two policy folders')
    .description('Shows which policies, settings and tests differ, matching policies by their @id.')
    .argument('<before>', 'a folder or .cedar file')
    .argument('<after>', 'a folder or .cedar file')
    .option('--json', 'print the differences as one line of JSON')
    .action(async (before: string, after: string, flags: { json?: true }) => {
      const { diff } = await import('./diff.ts')
      finish(await diff(before, after, flags, io))
    })
  addRemote(policy, io, finish)
}

type Remote = typeof import('./remote.ts')

/** The commands that talk to a service; the rest of `policy` needs none. */
function addRemote(policy: Command, io: Io, finish: (code: ExitCode) => void): void {
  function remote(): Promise<Remote> {
    return import('./remote.ts')
  }
  policy
    .command('apply')
    .summary('publish a folder')
    .description('Checks a policy folder at the service and publishes it as a new version.')
    .argument('<folder>')
    .option('--environment <name>', 'only there; without it, wherever no version of its own is live')
    .option('--based-on <version>', 'refuse when another version is live by now')
    .option('--reason <text>', 'why, for the receipt')
    .option('--tools', 'first register or change the tools of tools.json; needs tools:read and tools:write')
    .option('--check', 'check and show what was found; change nothing')
    .addHelpText('after', serviceHelp('policy apply', APPLY_MORE))
    .action(async (folder: string, flags: Parameters<Remote['apply']>[1]) =>
      finish(await (await remote()).apply(folder, flags, io)),
    )
  policy
    .command('pull')
    .summary('write the live version into a folder')
    .description('Writes the live version of the service into a policy folder.')
    .argument('<folder>')
    .option('--environment <name>', 'the version that is live there')
    .option('--force', 'replace the files of a folder that exists')
    .addHelpText('after', serviceHelp('policy pull'))
    .action(async (folder: string, flags: Parameters<Remote['pull']>[1]) =>
      finish(await (await remote()).pull(folder, flags, io)),
    )
  policy
    .command('compare')
    .summary('list the recorded verdicts that would change')
    .description(
      'Replays the recorded decisions of the service against a folder that is not published, and lists the verdicts that would differ from the recorded ones.',
    )
    .argument('<folder>')
    .option('--environment <name>', 'only decisions made there')
    .option('--from <time>', 'only decisions since then: RFC 3339, such as 2026-11-01T00:00:00Z')
    .option('--to <time>', 'only decisions before then')
    .option('--json', 'print the lines as the service sends them')
    .addHelpText('after', serviceHelp('policy compare'))
    .action(async (folder: string, flags: Parameters<Remote['compare']>[1]) =>
      finish(await (await remote()).compare(folder, flags, io)),
    )
}
