// The file in which `countersign login` keeps a session: readable by its owner only, or not read at all.

import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'
import { CliError, type Io } from '../io.ts'
import { reasonOf } from '../reason.ts'

/** A session of a member at one service. */
export type Credentials = {
  readonly url: string
  readonly token: string
  readonly org: string
  readonly member: string
  /** Milliseconds since the epoch. */
  readonly expires_at: number
}

const BYTES_MAX = 64 * 1024
const VERSION = 1
/** What can stand in a header: a token from a file or an answer is never more. */
export const TOKEN = /^[\x21-\x7e]{16,1024}$/

/** Where the file is; undefined where the environment names no home. */
export function credentialsFile(env: Io['env']): string | undefined {
  const { XDG_CONFIG_HOME: config = '', HOME: home = '' } = env
  // The specification says to ignore a relative path.
  if (isAbsolute(config)) return join(config, 'countersign', 'credentials.json')
  return isAbsolute(home) ? join(home, '.config', 'countersign', 'credentials.json') : undefined
}

/** What the file holds; undefined when there is none. Throws `CliError` when others can read or write it. */
export async function readCredentials(env: Io['env']): Promise<Credentials | undefined> {
  const file = credentialsFile(env)
  if (file === undefined) return undefined
  let handle: FileHandle
  try {
    handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw new CliError('cli.credentials', `cannot read \`${file}\`: ${reasonOf(error)}`)
  }
  try {
    await requirePrivate(handle, file)
    return credentialsIn(await handle.readFile('utf8'), file)
  } finally {
    await handle.close()
  }
}

/** Checked on the open file, so that nobody can put another one in its place meanwhile. */
async function requirePrivate(handle: FileHandle, file: string): Promise<void> {
  const { mode, uid, size } = await handle.stat()
  const own = process.getuid?.()
  if (own === undefined) return
  if (uid !== own)
    throw new CliError('cli.credentials', `\`${file}\` belongs to another user, so it is not used`)
  if ((mode & 0o077) !== 0) {
    throw new CliError(
      'cli.credentials',
      `others can read or write \`${file}\`, so it is not used: chmod 600 it, or log in again with \`countersign login\``,
    )
  }
  if (size > BYTES_MAX) throw unreadable(file)
}

function credentialsIn(text: string, file: string): Credentials {
  let saved: Partial<Record<keyof Credentials | 'version', unknown>>
  try {
    saved = Object(JSON.parse(text))
  } catch {
    throw unreadable(file)
  }
  const { version, url, token, org, member, expires_at } = saved
  if (
    version !== VERSION ||
    typeof url !== 'string' ||
    URL.parse(url) === null ||
    typeof token !== 'string' ||
    !TOKEN.test(token) ||
    typeof org !== 'string' ||
    typeof member !== 'string' ||
    typeof expires_at !== 'number'
  ) {
    throw unreadable(file)
  }
  return { url, token, org, member, expires_at }
}

function unreadable(file: string): CliError {
  return new CliError(
    'cli.credentials',
    `\`${file}\` is not what \`countersign login\` writes: delete it and log in again`,
  )
}

/** Writes the file whole or not at all; only its owner can read it, from its first byte on. */
export async function writeCredentials(env: Io['env'], credentials: Credentials): Promise<string> {
  const file = requireFile(env)
  const partial = `${file}.${randomBytes(6).toString('hex')}.partial`
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    const handle = await open(partial, 'wx', 0o600)
    try {
      await handle.writeFile(`${JSON.stringify({ version: VERSION, ...credentials }, null, 2)}\n`)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(partial, file)
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined)
    throw new CliError('cli.credentials', `cannot write \`${file}\`: ${reasonOf(error)}`)
  }
  return file
}

/** Removes the file; that there is none is as good. */
export async function removeCredentials(env: Io['env']): Promise<void> {
  await rm(requireFile(env), { force: true })
}

/** The file, where there can be one. */
export function requireFile(env: Io['env']): string {
  const file = credentialsFile(env)
  if (file !== undefined) return file
  throw new CliError('cli.credentials', 'set HOME or XDG_CONFIG_HOME to where the login is to be kept')
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}
