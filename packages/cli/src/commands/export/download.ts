// Streams a bundle from the API to its target while a verifier checks it.
import type { Client } from '@countersign/client'
import {
  type Axis,
  type BundleHeader,
  bundleVerifier,
  type Report,
  readBundleHeader,
} from '@countersign/receipt'
import { CliError, type Io } from '../../io.ts'
import { createProgress } from '../../progress.ts'
import type { Settings } from '../../service/settings.ts'
import type { ExportQuery } from './query.ts'
import type { Target } from './target.ts'

/** A bundle that was written: its header, the report of a verifier without trust, and its first failure if any. */
export type Downloaded = {
  header: BundleHeader
  report: Report
  fault?: Axis
}

/** What to export, and where to. */
export type DownloadOptions = {
  client: Client
  query: ExportQuery
  settings: Settings
  target: Target
  io: Io
  showsProgress: boolean
}

const CUT = ['completeness.missing', 'bundle.truncated']

/** Writes the API's answer to the target while a verifier checks it; throws when it is not a whole bundle. */
export async function download(work: DownloadOptions): Promise<Downloaded> {
  const { bestSuite } = await import('@countersign/native')
  const verifier = bundleVerifier(await bestSuite())
  const progress = createProgress(work.io, 'exporting', work.showsProgress)
  let header: BundleHeader | undefined
  const { client, query, io, target, settings } = work
  async function* pieces(): AsyncGenerator<string, void, undefined> {
    for await (const line of client.receipts.export(query, io.signal ? { signal: io.signal } : {})) {
      header ??= readHeader(line, settings)
      verifier.push(line)
      await progress.update(verifier.progress.done, verifier.progress.total)
      yield `${line}\n`
    }
  }
  try {
    await target.write(pieces())
  } finally {
    progress.stop()
  }
  if (header === undefined)
    throw new CliError('cli.answer', 'the API sent no bundle; check COUNTERSIGN_API_URL')
  const report = verifier.end()
  const fault = report.axes.find(({ status }) => status === 'failed')
  if (CUT.includes(fault?.code ?? '')) {
    throw new CliError('cli.cut', `the answer stopped early, ${fault?.detail}; export again`)
  }
  return { header, report, ...(fault && { fault }) }
}

function readHeader(line: string, { orgId }: Settings): BundleHeader {
  let header: BundleHeader
  try {
    header = readBundleHeader(line)
  } catch {
    throw new CliError(
      'cli.answer',
      'the answer of the API does not begin like a bundle; check COUNTERSIGN_API_URL',
    )
  }
  if (header.org === orgId) return header
  throw new CliError(
    'cli.answer',
    `the API sent the log of ${header.org}, not ${orgId}; use the key of the org whose log you want`,
  )
}
