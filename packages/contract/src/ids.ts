import * as z from 'zod'
import { base32Bytes, base32Number, base32Value } from './base32.ts'

/** Prefixes whose ids are a ULID: 48 bits of time in milliseconds and 80 random bits. */
export type RandomIdPrefix = 'org' | 'agt' | 'key' | 'apr' | 'pol'

/** Prefixes whose ids carry the time and the log position of a receipt, and are unique per org. */
export type PositionIdPrefix = 'rcp' | 'gte'

/** How many random bytes a ULID needs. */
export const ulidRandomBytes = 10

const ULID_CHARACTERS = '[0-9a-hjkmnp-tv-z]{26}'
const POSITION_CHARACTERS = '[0-9a-hjkmnp-tv-z]{20}'
const TIME_MAX = 2 ** 48 - 1
const SEQ_MAX = 2 ** 50 - 1

/** The pattern of every id prefix, anchored. */
export const idPatterns = {
  org: new RegExp(`^org_${ULID_CHARACTERS}$`),
  agt: new RegExp(`^agt_${ULID_CHARACTERS}$`),
  key: new RegExp(`^key_${ULID_CHARACTERS}$`),
  apr: new RegExp(`^apr_${ULID_CHARACTERS}$`),
  pol: new RegExp(`^pol_${ULID_CHARACTERS}$`),
  rcp: new RegExp(`^rcp_${POSITION_CHARACTERS}$`),
  gte: new RegExp(`^gte_${POSITION_CHARACTERS}$`),
} as const

function idSchema(prefix: keyof typeof idPatterns, description: string) {
  return z
    .string()
    .regex(idPatterns[prefix], `must be an id that starts with \`${prefix}_\``)
    .meta({ description })
}

/** Id of an org. */
export const OrgId = idSchema('org', 'Id of an org')
/** Id of an agent. */
export const AgentId = idSchema('agt', 'Id of an agent')
/** Id of an API key; not a secret. */
export const KeyId = idSchema('key', 'Id of an API key; not a secret')
/** Id of an approval. */
export const ApprovalId = idSchema('apr', 'Id of an approval')
/** Id of a policy. */
export const PolicyId = idSchema('pol', 'Id of a policy')
/** Id of a receipt; sorts by time and carries the receipt's position in the log. */
export const ReceiptId = idSchema('rcp', 'Id of a receipt')
/** Id of a gate; carries the log position of the receipt that opened it. */
export const GateId = idSchema('gte', 'Id of a gate')

/** A ULID in lower-case Crockford base32, 26 characters, from milliseconds since the epoch and 10 random bytes. */
export function ulid(now: number, random: Uint8Array): string {
  if (random.length !== ulidRandomBytes) throw new RangeError('a ULID takes exactly 10 random bytes')
  return base32Number(checked(now, TIME_MAX, 'time'), 10) + base32Bytes(random)
}

/** A new id such as `agt_…` from milliseconds since the epoch and 10 random bytes. */
export function newId(prefix: RandomIdPrefix, now: number, random: Uint8Array): string {
  return `${prefix}_${ulid(now, random)}`
}

/** The id of the receipt at log position `seq`, or of the gate it opened: 10 characters of time, 10 of position. */
export function positionId(prefix: PositionIdPrefix, issuedAt: number, seq: number): string {
  return `${prefix}_${base32Number(checked(issuedAt, TIME_MAX, 'time'), 10)}${base32Number(checked(seq, SEQ_MAX, 'seq'), 10)}`
}

/** The time in milliseconds and the log position inside a `rcp_` or `gte_` id; undefined when it is malformed. */
export function parsePositionId(
  prefix: PositionIdPrefix,
  id: string,
): { issuedAt: number; seq: number } | undefined {
  if (!idPatterns[prefix].test(id)) return undefined
  const issuedAt = base32Value(id.slice(4, 14))
  const seq = base32Value(id.slice(14))
  if (issuedAt === undefined || seq === undefined || issuedAt > TIME_MAX) return undefined
  return { issuedAt, seq }
}

function checked(value: number, max: number, name: string): number {
  if (!Number.isSafeInteger(value) || value < 0 || value > max) {
    throw new RangeError(`${name} \`${value}\` is out of range`)
  }
  return value
}
