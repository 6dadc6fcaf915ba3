// The requests with which a program asks to act as a member (RFC 8628), and ends that again (RFC 7009).
import { CliError, type Io } from '../io.ts'
import { TOKEN } from './credentials.ts'

/** What the member is to do, and how long. */
export type DeviceLogin = {
  readonly deviceCode: string
  readonly userCode: string
  readonly verificationUri: string
  readonly intervalMs: number
  readonly lastsMs: number
}

export type Session = {
  readonly token: string
  readonly org: string
  readonly member: string
  readonly expiresAt: number
}

type Answer = { readonly status: number; readonly body: Record<string, unknown> }

const BYTES_MAX = 64 * 1024
const TIMEOUT_MS = 20_000
const GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
/** Whatever the service says, it is asked no more often and for no longer than this. */
const INTERVAL = { least: 1, most: 60 }
const LASTS = { least: 30, most: 1800 }

/** Asks for a code; the service says in which name it asks. */
export async function beginLogin(
  baseUrl: string,
  client: string,
  signal: Io['signal'],
): Promise<DeviceLogin> {
  const { status, body } = await post(baseUrl, '/oauth/device', { client_id: client }, signal)
  if (status !== 200) throw refusal(status, body)
  const { device_code, user_code, verification_uri, interval = 5, expires_in } = body
  const page = typeof verification_uri === 'string' ? URL.parse(verification_uri) : null
  if (
    typeof device_code !== 'string' ||
    typeof user_code !== 'string' ||
    user_code.length > 64 ||
    page === null ||
    !/^https?:$/.test(page.protocol)
  ) {
    throw unknownAnswer()
  }
  return {
    deviceCode: device_code,
    userCode: user_code,
    verificationUri: page.href,
    intervalMs: within(interval, INTERVAL) * 1000,
    lastsMs: within(expires_in, LASTS) * 1000,
  }
}

/** One question for the answer of the member. */
export async function askLogin(
  baseUrl: string,
  { deviceCode }: DeviceLogin,
  signal: Io['signal'],
): Promise<Session | 'pending' | 'slow_down'> {
  const fields = { grant_type: GRANT, device_code: deviceCode }
  const { status, body } = await post(baseUrl, '/oauth/token', fields, signal)
  if (body.error === 'authorization_pending') return 'pending'
  if (body.error === 'slow_down' || status === 429) return 'slow_down'
  if (status !== 200) throw refusal(status, body)
  const { access_token: token, org_id: org, member_id: member, expires_in: seconds } = body
  if (
    typeof token !== 'string' ||
    !TOKEN.test(token) ||
    typeof org !== 'string' ||
    !/^org_[0-9a-z]{10,40}$/.test(org) ||
    typeof member !== 'string' ||
    !/^mem_[0-9a-z]{10,40}$/.test(member) ||
    typeof seconds !== 'number'
  ) {
    throw unknownAnswer()
  }
  return { token, org, member, expiresAt: Date.now() + Math.min(Math.max(seconds, 0), 1e8) * 1000 }
}

/** Ends a session. */
export async function endLogin(baseUrl: string, token: string, signal: Io['signal']): Promise<void> {
  const { status, body } = await post(baseUrl, '/oauth/revoke', { token }, signal)
  if (status !== 200) throw refusal(status, body)
}

async function post(
  baseUrl: string,
  path: string,
  fields: Record<string, string>,
  signal: Io['signal'],
): Promise<Answer> {
  const { origin, pathname } = new URL(baseUrl)
  try {
    const response = await fetch(`${origin}${pathname.replace(/\/+$/, '')}${path}`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(signal ? [signal] : [])]),
    })
    return { status: response.status, body: Object(JSON.parse(await textOf(response))) }
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof CliError) throw unknownAnswer()
    throw new CliError(
      'client.network',
      `the API cannot be reached; it is expected at ${baseUrl}, so check that it is running`,
      3,
    )
  }
}

async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const piece of response.body ?? []) {
    text += decoder.decode(piece, { stream: true })
    if (text.length > BYTES_MAX) throw unknownAnswer()
  }
  return text + decoder.decode()
}

function within(value: unknown, { least, most }: { least: number; most: number }): number {
  return typeof value === 'number' ? Math.min(Math.max(value, least), most) : least
}

const REASONS: Readonly<Record<string, string>> = {
  access_denied: 'it was refused on the page',
  expired_token: 'the code is over; begin again with `countersign login`',
  slow_down: 'too many programs ask just now; try again in some minutes',
}

function refusal(status: number, { error, error_description: description }: Answer['body']): CliError {
  const code = typeof error === 'string' ? error : String(status)
  const told = typeof description === 'string' ? description : `the service answered ${status}`
  const exitCode = status === 429 || status >= 500 ? 3 : 1
  return new CliError('cli.login', `${REASONS[code] ?? told} [${code}]`, exitCode)
}

function unknownAnswer(): CliError {
  return new CliError(
    'client.answer',
    'the answer is not one of a Countersign service with logins; check the address',
    3,
  )
}
