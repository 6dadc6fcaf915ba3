// Writes exported files completely or not at all, or to standard output.
import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { access, rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CliError, type Io } from '../../io.ts'
import { reasonOf } from '../../reason.ts'

/** Where a bundle goes. A file has its final name only once it is kept. */
export type Target = {
  write(pieces: AsyncIterable<string>): Promise<void>
  /** When this resolves, the file is on disk under its name. */
  keep(): Promise<void>
  /** Removes what was written and not kept. */
  discard(): Promise<void>
}

/** Standard output, from which nothing can be removed again. */
export function standardOutput({ stdout }: Io): Target {
  return {
    write: (pieces) => pipeline(Readable.from(pieces), stdout, { end: false }),
    keep: async () => undefined,
    discard: async () => undefined,
  }
}

/** A file that is first written under a temporary name; a private one can be read by its owner only. */
export function fileTarget(file: string, { isPrivate = false }: { isPrivate?: boolean } = {}): Target {
  const partial = `${file}.${randomBytes(6).toString('hex')}.partial`
  function open() {
    return createWriteStream(partial, { flags: 'wx', flush: true, mode: isPrivate ? 0o600 : 0o666 })
  }
  return {
    write: (pieces) => withDiskErrors(file, () => pipeline(Readable.from(pieces), open())),
    keep: () => withDiskErrors(file, () => rename(partial, file)),
    // A folder that cannot be written fails here a second time; the first failure says why.
    discard: () => rm(partial, { force: true }).catch(() => undefined),
  }
}

async function withDiskErrors(file: string, step: () => Promise<void>): Promise<void> {
  try {
    await step()
  } catch (error) {
    const isDiskError = error instanceof Error && 'syscall' in error && 'path' in error
    throw isDiskError ? new CliError('cli.unwritable', `cannot write \`${file}\`: ${reasonOf(error)}`) : error
  }
}

/** Writes a small file completely or not at all. */
export async function writeAtomically(file: string, text: string): Promise<void> {
  const target = fileTarget(file)
  try {
    await target.write(Readable.from([text]))
    await target.keep()
  } finally {
    await target.discard()
  }
}

/** Throws `CliError` when one of the files exists: a checkpoint that was kept is worth more than a new one. */
export async function refuseExisting(files: readonly (string | undefined)[]): Promise<void> {
  for (const file of files.filter((name) => name !== undefined)) {
    const exists = await access(file).then(
      () => true,
      () => false,
    )
    if (!exists) continue
    throw new CliError('cli.exists', `\`${file}\` exists; name another file, or replace it with --force`)
  }
}
