// Ids: their prefixes, their patterns, and how they are made and read.
import { base32Bytes, base32Number, base32Value } from './base32.ts'

/** Prefixes whose ids are a ULID: 48 bits of time in milliseconds and 80 random bits. */
export const RANDOM_ID_PREFIXES = ['org', 'agt', 'key', 'mem', 'apr', 'pol', 'whk', 'att'] as const

/** A prefix whose ids are a ULID. */
export type RandomIdPrefix = (typeof RANDOM_ID_PREFIXES)[number]

/** Prefixes whose ids carry the time and the log position of a receipt, and are unique per org. */
export const POSITION_ID_PREFIXES = ['rcp', 'gte'] as const

/** A prefix whose ids carry a log position. */
export type PositionIdPrefix = (typeof POSITION_ID_PREFIXES)[number]

/** The prefix of any id. */
export type IdPrefix = RandomIdPrefix | PositionIdPrefix

/** How many random bytes a ULID needs. */
export const ULID_RANDOM_BYTES = 10

/** The latest time that an id can carry, in milliseconds since the epoch. */
export const TIME_MAX = 2 ** 48 - 1

/** The last position that a log can have. */
export const SEQ_MAX = 2 ** 50 - 1

/** What a ULID looks like inside an id, as the source of a regular expression. */
export const ULID_SOURCE = '[0-9a-hjkmnp-tv-z]{26}'

const POSITION_SOURCE = '[0-9a-hjkmnp-tv-z]{20}'

/** The pattern of every id prefix, anchored. */
export const ID_PATTERNS: Readonly<Record<IdPrefix, RegExp>> = {
  org: new RegExp(`^org_${ULID_SOURCE}$`),
  agt: new RegExp(`^agt_${ULID_SOURCE}$`),
  key: new RegExp(`^key_${ULID_SOURCE}$`),
  mem: new RegExp(`^mem_${ULID_SOURCE}$`),
  apr: new RegExp(`^apr_${ULID_SOURCE}$`),
  pol: new RegExp(`^pol_${ULID_SOURCE}$`),
  whk: new RegExp(`^whk_${ULID_SOURCE}$`),
  att: new RegExp(`^att_${ULID_SOURCE}$`),
  rcp: new RegExp(`^rcp_${POSITION_SOURCE}$`),
  gte: new RegExp(`^gte_${POSITION_SOURCE}$`),
}

/** The origin of an org's log, `countersign/org_…`, as signed tree heads name it; the org's id is the first group. */
export const ORIGIN_PATTERN = new RegExp(`^countersign/(org_${ULID_SOURCE})$`)

/**
 * A ULID in lower-case Crockford base32, 26 characters, from milliseconds since the epoch and 10 random bytes; throws
 * `RangeError` for a time or a number of bytes that does not fit.
 */
export function ulid(now: number, random: Uint8Array): string {
  if (!(random instanceof Uint8Array) || random.length !== ULID_RANDOM_BYTES)
    throw new RangeError('a ULID takes exactly 10 random bytes')
  return timeText(now) + base32Bytes(random)
}

// Ids come in runs: of one millisecond, and of one receipt, whose gate and whose check need its place again.
let lastTime = { time: 0, text: '0'.repeat(10) }
let lastPlace = { time: 0, seq: 0, text: '0'.repeat(20) }

function timeText(time: number): string {
  if (time !== lastTime.time) lastTime = { time, text: base32Number(checked(time, TIME_MAX, 'time'), 10) }
  return lastTime.text
}

function placeText(time: number, seq: number): string {
  if (time !== lastPlace.time || seq !== lastPlace.seq) {
    const text = timeText(time) + base32Number(checked(seq, SEQ_MAX, 'seq'), 10)
    lastPlace = { time, seq, text }
  }
  return lastPlace.text
}

/** A new id such as `agt_…` from milliseconds since the epoch and 10 random bytes; throws `RangeError` as `ulid` does. */
export function newId(prefix: RandomIdPrefix, now: number, random: Uint8Array): string {
  return `${prefix}_${ulid(now, random)}`
}

/**
 * The id of the receipt at log position `seq`, or of the gate it opened: 10 characters of time, 10 of position; throws
 * `RangeError` for a time over `TIME_MAX` or a position over `SEQ_MAX`.
 */
export function positionId(prefix: PositionIdPrefix, issuedAt: number, seq: number): string {
  return `${prefix}_${placeText(issuedAt, seq)}`
}

/** The id of the receipt issued at a time (ms since the epoch) at log position `seq`; throws as `positionId` does. */
export function receiptId(issuedAt: number, seq: number): string {
  return positionId('rcp', issuedAt, seq)
}

/** The id of the gate that the receipt with this time (ms since the epoch) and position opened; throws as `positionId` does. */
export function gateId(issuedAt: number, seq: number): string {
  return positionId('gte', issuedAt, seq)
}

/** The time in milliseconds and the log position inside a `rcp_` or `gte_` id; undefined when it is malformed. */
export function parsePositionId(
  prefix: PositionIdPrefix,
  id: string,
): { issuedAt: number; seq: number } | undefined {
  if (typeof id !== 'string' || ID_PATTERNS[prefix]?.test(id) !== true) return undefined
  const issuedAt = base32Value(id.slice(4, 14))
  const seq = base32Value(id.slice(14))
  if (issuedAt === undefined || seq === undefined || issuedAt > TIME_MAX) return undefined
  return { issuedAt, seq }
}

/** The log position inside the id of a receipt or a gate, whatever time it carries; throws `RangeError` for any other text. */
export function seqOfId(id: string): number {
  const isPosition = typeof id === 'string' && (ID_PATTERNS.rcp.test(id) || ID_PATTERNS.gte.test(id))
  const seq = isPosition ? base32Value(id.slice(14)) : undefined
  if (seq === undefined) throw new RangeError(`\`${id}\` is not the id of a receipt or a gate`)
  return seq
}

function checked(value: number, max: number, name: string): number {
  if (!Number.isSafeInteger(value) || value < 0 || value > max) {
    throw new RangeError(`${name} \`${value}\` must be an integer from 0 to ${max}`)
  }
  return value
}
