// `countersign export`: writes a bundle of the log, with its keys and its checkpoint.
import type { Command } from 'commander'
import { CliError, type ExitCode, type Io, printStatus } from '../../io.ts'
import { describeFailure } from '../../service/failure.ts'
import { SCOPES, serviceHelp } from '../../service/scopes.ts'
import { clientOf, readSettings, warnIfExposed } from '../../service/settings.ts'
import { type Downloaded, type DownloadOptions, download } from './download.ts'
import { type ExportFlags, readQuery } from './query.ts'
import { fileTarget, refuseExisting, standardOutput, writeAtomically } from './target.ts'

type Flags = ExportFlags & {
  out?: string
  keys?: string
  checkpoint?: string
  force?: true
}

const NOTES = `${serviceHelp('export')}
Examples:
  countersign export --out audit.ndjson --keys keys.json --checkpoint checkpoint.json
  countersign export --from 2026-11-01T00:00:00Z --to 2026-12-01T00:00:00Z --out november.ndjson

Keep the key set and the checkpoint apart from the log. With the keys anyone can verify the bundle; with an
old checkpoint also that nothing was removed from the end of the log, or rewritten, since.`

/** `countersign export`: writes a whole bundle or nothing. */
export function addExport(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  program
    .command('export')
    .summary('write a bundle that an auditor can verify offline')
    .description('Writes a bundle of the log, or of a part of it, that anyone can verify offline.')
    .option('--from <time>', 'receipts from this time on: RFC 3339, such as 2026-11-01T00:00:00Z')
    .option('--to <time>', 'receipts before this time')
    .option('--from-seq <seq>', 'receipts from this position of the log on')
    .option('--to-seq <seq>', 'receipts before this position')
    .option('--since-size <size>', 'add a proof that the log only grew since it had this size')
    .option('--disclosures', 'add salts and values; the file then holds what was sent and done')
    .option('--out <file>', 'where to write the bundle; standard output without it')
    .option('--keys <file>', 'also save the key set of the log')
    .option('--checkpoint <file>', 'also save the checkpoint of the bundle')
    .option('--force', 'replace files that exist')
    .addHelpText('after', NOTES)
    .action(async (flags: Flags) => finish(await exportBundle(flags, io)))
}

async function exportBundle(flags: Flags, io: Io): Promise<ExitCode> {
  const settings = await readSettings(io.env, SCOPES.export)
  const query = await readQuery(flags)
  if (!flags.force) await refuseExisting([flags.out, flags.keys, flags.checkpoint])
  warnIfExposed(settings, io)
  let state = flags.out === undefined ? 'the bundle is incomplete' : 'no file was written'
  try {
    const client = await clientOf(settings)
    const downloaded = await writeBundle({ client, query, settings, io }, flags)
    printSummary(downloaded, flags, io)
    state = 'the bundle was written, but saving the key set or the checkpoint failed'
    await saveKeysAndCheckpoint(downloaded, flags, io, async () =>
      client.log.keys({ org_id: settings.orgId }),
    )
    return downloaded.fault === undefined ? 0 : 1
  } catch (error) {
    const cause = io.signal?.aborted ? new CliError('cli.interrupted', 'interrupted') : error
    throw describeFailure(cause, state, settings)
  }
}

async function writeBundle(
  work: Pick<DownloadOptions, 'client' | 'query' | 'settings' | 'io'>,
  flags: Flags,
) {
  const { out, disclosures = false } = flags
  const target = out === undefined ? standardOutput(work.io) : fileTarget(out, { isPrivate: disclosures })
  try {
    const downloaded = await download({ ...work, target, showsProgress: showsProgress(flags, work.io) })
    await target.keep()
    return downloaded
  } finally {
    await target.discard()
  }
}

function showsProgress({ out }: Flags, { stdout }: Io): boolean {
  return out !== undefined || stdout.isTTY !== true
}

function printSummary({ report, header, fault }: Downloaded, { out }: Flags, io: Io): void {
  const { from, to, checkpoint } = header
  const place = out === undefined ? 'standard output' : `\`${out}\``
  printStatus(
    io,
    `wrote ${to - from} receipts to ${place}: seq ${from} to ${to - 1} of a log of ${checkpoint.tree_size}`,
  )
  if (fault !== undefined) {
    const { code = '', detail = '', name } = fault
    printStatus(
      io,
      `THE BUNDLE DOES NOT VERIFY: ${name}: ${detail} [${code}]. It was kept as the API sent it`,
    )
    return
  }
  const count = report.axes.find(({ name }) => name === 'completeness')?.detail ?? ''
  printStatus(
    io,
    `the bundle is complete (${count}) and fits its checkpoint; whose key signed it is not checked here`,
  )
}

async function saveKeysAndCheckpoint(
  { header }: Downloaded,
  { out, keys, checkpoint }: Flags,
  io: Io,
  readKeys: () => Promise<object>,
): Promise<void> {
  const { org, origin, checkpoint: head } = header
  if (keys !== undefined) await writeAtomically(keys, `${JSON.stringify(await readKeys(), null, 2)}\n`)
  if (checkpoint !== undefined) {
    const { tree_size, root, kid, cose } = head
    const saved = { org, origin, tree_size, root, kid, cose }
    await writeAtomically(checkpoint, `${JSON.stringify(saved, null, 2)}\n`)
  }
  const files = [keys, checkpoint].filter((file) => file !== undefined).map((file) => `\`${file}\``)
  if (files.length > 0) {
    printStatus(
      io,
      `saved ${files.join(' and ')}: keep them apart from the log, a later export is checked against them`,
    )
  }
  printStatus(
    io,
    `to verify: countersign verify ${out ?? '<bundle>'} --trust ${keys ?? '<key set or thumbprint>'}`,
  )
}
