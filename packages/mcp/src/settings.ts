// Makes the API client from the environment; settings that cannot be used are refused.
import { type Client, createClient } from '@countersign/client'
import { parseApiKey } from '@countersign/terms'
import { boundedFetch } from './bounded.ts'

/** The settings cannot be used; the message says what to set and never holds a key. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
}

// Three attempts and two pauses end before the 60 seconds after which most MCP clients give up.
const TIMEOUT_MS = 10_000

/** Makes the client that `COUNTERSIGN_API_URL`, `COUNTERSIGN_API_KEY` and `COUNTERSIGN_TIMEOUT_MS` describe. */
export function clientOf(env: Readonly<Record<string, string | undefined>>): Client {
  const baseUrl = env.COUNTERSIGN_API_URL?.trim() ?? ''
  const apiKey = env.COUNTERSIGN_API_KEY?.trim() ?? ''
  const timeout = env.COUNTERSIGN_TIMEOUT_MS?.trim() ?? ''
  if (apiKey === '') throw new SettingsError('set COUNTERSIGN_API_KEY to an API key, such as `cs_live_…`')
  if (parseApiKey(apiKey) === undefined) {
    throw new SettingsError('COUNTERSIGN_API_KEY is not a complete API key: check that it was copied whole')
  }
  if (baseUrl === '') {
    throw new SettingsError('set COUNTERSIGN_API_URL to the URL of the API, such as `http://localhost:8700`')
  }
  if (timeout !== '' && !/^[1-9][0-9]{1,4}$/.test(timeout)) {
    throw new SettingsError('COUNTERSIGN_TIMEOUT_MS must be 10 to 99999 milliseconds')
  }
  try {
    const timeoutMs = timeout === '' ? TIMEOUT_MS : Number(timeout)
    return createClient({ baseUrl, apiKey, timeoutMs, fetch: boundedFetch() })
  } catch {
    throw new SettingsError(
      'COUNTERSIGN_API_URL must be an http or https URL without a user name or a password',
    )
  }
}
