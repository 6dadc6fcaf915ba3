// Which API to call and with what: a key of the environment, or the session that `countersign login` keeps.
import type { Client } from '@countersign/client'
import { CliError, type Io, printStatus } from '../io.ts'
import { type Credentials, readCredentials } from './credentials.ts'
import { keyWith } from './scopes.ts'

/** The API to call, and what to call it with. */
export type Settings = {
  baseUrl: string
  /** An API key, or the token of a session; no message repeats it. */
  apiKey: string
  orgId: string
  /** It would cross a network unencrypted. */
  isExposed: boolean
  /** Who is logged in, where it is not a key. */
  session?: Pick<Credentials, 'member' | 'expires_at'>
}

const URL_HELP = 'the address of the API, such as http://localhost:8700'

/** Reads the environment, else the file of `countersign login`; `scopes` are what the key must hold. */
export async function readSettings(env: Io['env'], scopes: readonly string[]): Promise<Settings> {
  const apiKey = env.COUNTERSIGN_API_KEY?.trim() ?? ''
  if (apiKey !== '') return settingsOfKey(env, apiKey)
  const saved = await readCredentials(env)
  if (saved !== undefined) return settingsOfLogin(env, saved)
  throw new CliError(
    'cli.setting',
    `set COUNTERSIGN_API_KEY to ${keyWith(scopes)}, or log in with \`countersign login\``,
  )
}

async function settingsOfKey(env: Io['env'], apiKey: string): Promise<Settings> {
  const baseUrl = readUrl(env)
  if (baseUrl === undefined) throw new CliError('cli.setting', `set COUNTERSIGN_API_URL to ${URL_HELP}`)
  const { parseApiKey } = await import('@countersign/terms')
  const key = parseApiKey(apiKey)
  if (key === undefined) {
    throw new CliError(
      'cli.key',
      'COUNTERSIGN_API_KEY is not a complete API key: a character is wrong or missing',
    )
  }
  return { baseUrl, apiKey, orgId: key.orgId, isExposed: isExposed(baseUrl) }
}

/** A session is sent to the service that it is of, and to no other. */
function settingsOfLogin(env: Io['env'], saved: Credentials): Settings {
  const wanted = readUrl(env)
  if (wanted !== undefined && addressOf(wanted) !== addressOf(saved.url)) {
    throw new CliError(
      'cli.login',
      `you are logged in at ${saved.url}, and COUNTERSIGN_API_URL is another service: unset it, or log in there with \`countersign login\``,
    )
  }
  if (saved.expires_at <= Date.now()) {
    throw new CliError(
      'cli.login',
      `your login at ${saved.url} is over: log in again with \`countersign login\``,
    )
  }
  const { url: baseUrl, token: apiKey, org: orgId, member, expires_at } = saved
  return { baseUrl, apiKey, orgId, isExposed: isExposed(baseUrl), session: { member, expires_at } }
}

/** The service that the environment names; throws `CliError` when it is not an address. */
export function readUrl(env: Io['env']): string | undefined {
  const text = env.COUNTERSIGN_API_URL?.trim() ?? ''
  return text === '' ? undefined : checkedUrl(text, 'COUNTERSIGN_API_URL')
}

/** The text, if it is the address of a service; `name` is where it stood. */
export function checkedUrl(text: string, name: string): string {
  const url = URL.parse(text)
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '')
    return text
  throw new CliError('cli.url', `${name} must be an http or https URL, without a user name or password`)
}

/** What two spellings of the same address have in common. */
export function addressOf(url: string): string {
  const { origin, pathname } = new URL(url)
  return origin + pathname.replace(/\/+$/, '')
}

/** Whether what is sent there crosses a network unencrypted. */
export function isExposed(baseUrl: string): boolean {
  const { protocol, hostname } = new URL(baseUrl)
  return protocol === 'http:' && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
}

/** Warns when the key would cross a network unencrypted. */
export function warnIfExposed(settings: Pick<Settings, 'isExposed'>, io: Io): void {
  if (settings.isExposed)
    printStatus(io, 'warning: COUNTERSIGN_API_URL is not https, so the key travels unencrypted')
}

/** A client with these settings. */
export async function clientOf({ baseUrl, apiKey, orgId, session }: Settings): Promise<Client> {
  const { createClient } = await import('@countersign/client')
  return createClient({ baseUrl, apiKey, ...(session && { org: orgId }) })
}
