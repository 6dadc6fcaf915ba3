// API keys: `cs_live_…` and `cs_test_…`, with the org's id inside and a checksum at the end.
import { base32Bytes, base32Number } from './base32.ts'
import { crc32 } from './crc32.ts'
import { ID_PATTERNS, ULID_SOURCE } from './ids.ts'

/** Whether a key is for production use or for tests; told apart by the key's prefix. */
export const API_KEY_MODES = ['live', 'test'] as const

/** The mode of an API key. */
export type ApiKeyMode = (typeof API_KEY_MODES)[number]

/** What can be read from an API key without any look-up; proves nothing about its validity. */
export type ParsedApiKey = {
  mode: ApiKeyMode
  orgId: string
}

/** How many random bytes the secret part of an API key holds (240 bits). */
export const API_KEY_RANDOM_BYTES = 30

/** What an API key looks like, for secret scanners: mode, 26 characters of org, 48 secret, 7 checksum. */
export const API_KEY_PATTERN = new RegExp(
  `^cs_(${API_KEY_MODES.join('|')})_(${ULID_SOURCE})${ULID_SOURCE.replace('26', '48')}${ULID_SOURCE.replace('26', '7')}$`,
)

const CHECKSUM_LENGTH = 7
/** Where the org stands: both modes have four letters. */
const ORG_FROM = 'cs_live_'.length
const ORG_LENGTH = 26

/** Writes an API key for an org from 30 random bytes; the last 7 characters are a CRC-32 against typing errors. */
export function formatApiKey(mode: ApiKeyMode, orgId: string, random: Uint8Array): string {
  if (!ID_PATTERNS.org.test(orgId)) throw new RangeError(`\`${orgId}\` is not an org id`)
  if (!(random instanceof Uint8Array) || random.length !== API_KEY_RANDOM_BYTES)
    throw new RangeError('an API key takes exactly 30 random bytes')
  const body = `cs_${mode}_${orgId.slice(4)}${base32Bytes(random)}`
  return body + base32Number(crc32(body), CHECKSUM_LENGTH)
}

/** Reads an API key; undefined when its form or its checksum is wrong. */
export function parseApiKey(text: string): ParsedApiKey | undefined {
  if (typeof text !== 'string' || !API_KEY_PATTERN.test(text)) return undefined
  const body = text.slice(0, -CHECKSUM_LENGTH)
  if (!text.endsWith(base32Number(crc32(body), CHECKSUM_LENGTH))) return undefined
  return {
    mode: text.startsWith('cs_live_') ? 'live' : 'test',
    orgId: `org_${text.slice(ORG_FROM, ORG_FROM + ORG_LENGTH)}`,
  }
}
