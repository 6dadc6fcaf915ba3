// Reads from the environment which API to call, and with which key.
import { CliError, type Io, printStatus } from '../io.ts'
import { keyWith } from './scopes.ts'

/** The API to call, and the key to call it with. */
export type Settings = {
  baseUrl: string
  apiKey: string
  orgId: string
  /** The key would cross a network unencrypted. */
  isExposed: boolean
}

/** Reads the environment; `scopes` are what the key must hold, and no message repeats the key. */
export async function readSettings(env: Io['env'], scopes: readonly string[]): Promise<Settings> {
  const apiKey = required(env, 'COUNTERSIGN_API_KEY', keyWith(scopes))
  const baseUrl = required(
    env,
    'COUNTERSIGN_API_URL',
    'the address of the API, such as http://127.0.0.1:8700',
  )
  const { parseApiKey } = await import('@countersign/terms')
  const key = parseApiKey(apiKey)
  if (key === undefined) {
    throw new CliError(
      'cli.key',
      'COUNTERSIGN_API_KEY is not a complete API key: a character is wrong or missing',
    )
  }
  const url = URL.parse(baseUrl)
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new CliError(
      'cli.url',
      'COUNTERSIGN_API_URL must be an http or https URL, without a user name or password',
    )
  }
  const isLocal = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)
  return { baseUrl, apiKey, orgId: key.orgId, isExposed: url.protocol === 'http:' && !isLocal }
}

/** Warns when the key would cross a network unencrypted. */
export function warnIfExposed({ isExposed }: Settings, io: Io): void {
  if (isExposed) printStatus(io, 'warning: COUNTERSIGN_API_URL is not https, so the key travels unencrypted')
}

function required(env: Io['env'], name: string, what: string): string {
  const value = env[name]?.trim() ?? ''
  if (value === '') throw new CliError('cli.setting', `set ${name} to ${what}`)
  return value
}
