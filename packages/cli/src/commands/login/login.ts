// What `countersign login` and `countersign logout` do.
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { formatTime } from '@countersign/terms'
import { CliError, type ExitCode, type Io, printStatus } from '../../io.ts'
import { printJson, printLine, timeText } from '../../print/print.ts'
import { visible } from '../../print/visible.ts'
import {
  type Credentials,
  readCredentials,
  removeCredentials,
  requireFile,
  writeCredentials,
} from '../../service/credentials.ts'
import { askLogin, beginLogin, type DeviceLogin, endLogin, type Session } from '../../service/oauth.ts'
import { checkedUrl, isExposed, readUrl, warnIfExposed } from '../../service/settings.ts'
import type { Json } from '../online.ts'

export type LoginFlags = Json & { readonly url?: string }

const SLOWER_MS = 5000

/** Asks for a code, shows it, and waits until somebody has answered on the page. */
export async function login(flags: LoginFlags, io: Io): Promise<ExitCode> {
  const url = flags.url === undefined ? readUrl(io.env) : checkedUrl(flags.url, '--url')
  if (url === undefined) {
    throw new CliError('cli.setting', 'say with --url where the API is, such as http://localhost:8700')
  }
  requireFile(io.env)
  warnIfExposed({ isExposed: isExposed(url) }, io)
  try {
    const begun = await beginLogin(url, clientName(), io.signal)
    printCode(begun, io)
    const session = await waitFor(url, begun, io)
    await keep({ url, session, begun }, flags, io)
    return 0
  } catch (error) {
    if (io.signal?.aborted) throw new CliError('cli.interrupted', 'not logged in: interrupted', 1)
    if (!(error instanceof CliError)) throw error
    throw new CliError(error.code, `not logged in: ${error.message}`, error.exitCode)
  }
}

/** What the page and the list of sessions call this program. */
function clientName(): string {
  const host = hostname()
    .replace(/[^A-Za-z0-9._-]/g, '')
    .slice(0, 40)
  return host === '' ? 'countersign' : `countersign on ${host}`
}

function printCode({ verificationUri, userCode, lastsMs }: DeviceLogin, io: Io): void {
  io.stderr.write(`Open  ${visible(verificationUri)}\nCode  ${visible(userCode)}\n`)
  io.stderr.write(
    `Sign in there and type the code, within ${Math.round(lastsMs / 60_000)} minutes. Never type one that somebody sent you.\n`,
  )
}

async function waitFor(url: string, begun: DeviceLogin, io: Io): Promise<Session> {
  const until = performance.now() + begun.lastsMs
  let pauseMs = begun.intervalMs
  while (performance.now() < until) {
    await sleep(pauseMs, undefined, io.signal && { signal: io.signal })
    const answer = await askLogin(url, begun, io.signal).catch(passing)
    if (answer === 'slow_down') pauseMs += SLOWER_MS
    else if (answer !== 'pending') return answer
  }
  throw new CliError('cli.login', 'nobody has answered; begin again with `countersign login`', 1)
}

/** RFC 8628: a question that had no answer is asked again, less often. */
function passing(error: unknown): 'slow_down' {
  if (error instanceof CliError && error.exitCode === 3) return 'slow_down'
  throw error
}

type Made = { readonly url: string; readonly session: Session; readonly begun: DeviceLogin }

/** The session before it ends, so that no token is left that nobody knows of. */
async function keep({ url, session }: Made, flags: LoginFlags, io: Io): Promise<void> {
  const before = await readCredentials(io.env).catch(() => undefined)
  const { token, org, member, expiresAt: expires_at } = session
  const credentials: Credentials = { url, token, org, member, expires_at }
  const file = await writeCredentials(io.env, credentials)
  if (before !== undefined) await endLogin(before.url, before.token, io.signal).catch(() => undefined)
  if (flags.json) {
    printJson(io, { url, org, member, expires_at: formatTime(expires_at) })
    return
  }
  printLine(io, `logged in at ${visible(url)} as ${visible(member)} of ${visible(org)}`)
  printLine(io, `until ${timeText(expires_at)}, kept in ${visible(file)}`)
}

/** Here it ends in any case; at the service where it can be reached. */
export async function logout(flags: Json, io: Io): Promise<ExitCode> {
  const saved = await readCredentials(io.env)
  if (saved === undefined) {
    if (flags.json) printJson(io, { logged_out: false })
    else printLine(io, 'nobody is logged in here')
    return 0
  }
  await removeCredentials(io.env)
  try {
    await endLogin(saved.url, saved.token, io.signal)
  } catch (error) {
    const { message } = error as Error
    const told = `it is deleted here, but may be open at the service until ${timeText(saved.expires_at)}: ${message}`
    throw new CliError('cli.logout', told.replaceAll(saved.token, '[token]'), 3)
  }
  if (flags.json) printJson(io, { logged_out: true, url: saved.url })
  else printStatus(io, `logged out at ${saved.url}`)
  return 0
}
