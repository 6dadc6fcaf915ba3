// Reads the files of another product within bounds, without following links.
import { constants } from 'node:fs'
import { lstat, open, readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { JsonError, type JsonValue, parseJson } from '@countersign/json'
import { CliError } from '../io.ts'
import { reasonOf } from '../reason.ts'
import { isDeeper } from './members.ts'

const FILE_BYTES_MAX = 1024 * 1024
const TOTAL_BYTES_MAX = 8 * 1024 * 1024
const ENTRIES_MAX = 500
const FOLDER_DEPTH_MAX = 6
const JSON_DEPTH_MAX = 40

/** One file of the other product. */
export type SourceFile = {
  /** Its path below the folder that was named, with `/`. */
  name: string
  text: string
  hasByteOrderMark: boolean
}

/** What was read, and what was left unread with the reason. */
export type Source = {
  path: string
  isFolder: boolean
  files: SourceFile[]
  skipped: { name: string; why: string }[]
}

function unreadable(path: string, why: string): CliError {
  return new CliError('cli.unreadable', `cannot read \`${path}\`: ${why}`)
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Limited by what is read, not by the size that the file system reports; never through a link. */
async function bytesOf(path: string, flags: number): Promise<Uint8Array | undefined> {
  const handle = await open(path, flags)
  try {
    if (!(await handle.stat()).isFile()) return undefined
    const buffer = Buffer.alloc(FILE_BYTES_MAX + 1)
    let length = 0
    while (length < buffer.length) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length)
      if (bytesRead === 0) break
      length += bytesRead
    }
    return buffer.subarray(0, length)
  } finally {
    await handle.close()
  }
}

type Read = { file: SourceFile; bytes: number } | { why: string }

async function readOne(path: string, name: string, follow: boolean): Promise<Read> {
  const link = follow ? 0 : constants.O_NOFOLLOW
  try {
    const bytes = await bytesOf(path, constants.O_RDONLY | constants.O_NONBLOCK | link)
    if (bytes === undefined) return { why: 'it is not a regular file' }
    if (bytes.length > FILE_BYTES_MAX) return { why: 'it is larger than 1 MiB' }
    const whole = decode(bytes)
    if (whole === undefined) return { why: 'it is not UTF-8 text' }
    const hasByteOrderMark = whole.startsWith('\uFEFF')
    const text = hasByteOrderMark ? whole.slice(1) : whole
    return { file: { name, text, hasByteOrderMark }, bytes: bytes.length }
  } catch (error) {
    return { why: reasonOf(error) }
  }
}

type Walk = {
  source: Source
  bytes: number
  entries: number
}

async function addFile(walk: Walk, path: string, name: string): Promise<void> {
  const read = await readOne(path, name, false)
  if ('why' in read) {
    walk.source.skipped.push({ name, why: read.why })
    return
  }
  walk.bytes += read.bytes
  if (walk.bytes > TOTAL_BYTES_MAX)
    throw unreadable(walk.source.path, 'its files are larger than 8 MiB in total')
  walk.source.files.push(read.file)
}

async function addFolder(walk: Walk, path: string, prefix: string, depth: number): Promise<void> {
  for (const entry of (await readdir(path)).sort()) {
    walk.entries += 1
    if (walk.entries > ENTRIES_MAX)
      throw unreadable(walk.source.path, `it holds more than ${ENTRIES_MAX} files and folders`)
    const at = join(path, entry)
    const name = `${prefix}${entry}`
    const kind = await lstat(at)
    if (kind.isSymbolicLink()) walk.source.skipped.push({ name, why: 'links are not followed' })
    else if (!kind.isDirectory()) await addFile(walk, at, name)
    else if (depth >= FOLDER_DEPTH_MAX)
      walk.source.skipped.push({ name, why: 'folders are nested too deeply' })
    else await addFolder(walk, at, `${name}/`, depth + 1)
  }
}

/** Reads one file, or a folder without following links; throws `CliError` when there is nothing to read. */
export async function readSource(path: string): Promise<Source> {
  const source: Source = { path, isFolder: false, files: [], skipped: [] }
  try {
    source.isFolder = (await stat(path)).isDirectory()
    if (source.isFolder) await addFolder({ source, bytes: 0, entries: 0 }, path, '', 1)
  } catch (error) {
    throw error instanceof CliError ? error : unreadable(path, reasonOf(error))
  }
  if (source.isFolder) return source
  const read = await readOne(path, basename(path), true)
  if ('why' in read) throw unreadable(path, read.why)
  return { ...source, files: [read.file] }
}

/** A JSON text as the other products read it, and what is odd about it. */
export type Parsed = { value: JsonValue; oddity?: string } | { problem: string }

/** Reads JSON strictly; where only repeated members are wrong, as the other products did: the last one counts. */
export function parseText(text: string): Parsed {
  try {
    return { value: parseJson(text, { maxDepth: JSON_DEPTH_MAX }) }
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    const lax = parseLaxly(text)
    return lax === undefined
      ? { problem: `it is not JSON: ${error.message}` }
      : { value: lax, oddity: error.message }
  }
}

function parseLaxly(text: string): JsonValue | undefined {
  try {
    const value: JsonValue = JSON.parse(text)
    return isDeeper(value, JSON_DEPTH_MAX) ? undefined : value
  } catch {
    return undefined
  }
}
