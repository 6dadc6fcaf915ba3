// A log in memory with fixed seeds, to which tests append receipts.
import {
  canonicalize,
  encodeBase64url,
  encodeHex,
  encodeUtf8,
  type JsonObject,
  type JsonValue,
} from '@countersign/json'
import { leafHash, rootOf } from '@countersign/merkle'
import { receiptId } from '@countersign/terms'
import {
  approvalBinding,
  bindingDigest,
  commit,
  type Disclosure,
  type Payload,
  type PayloadType,
  thumbprint,
} from '../src/index.ts'
import { nobleSigner, nobleSuite } from '../src/noble.ts'

export const ORG = 'org_01arz3ndektsv4rrffq69g5fav'
export const OTHER_ORG = 'org_01bx5zzkbkactav9wevgemmvrz'
export const AGENT = 'agt_01arz3ndektsv4rrffq69g5fav'
export const KEY = 'key_01arz3ndektsv4rrffq69g5fav'
export const MEMBER = 'mem_01arz3ndektsv4rrffq69g5fav'
export const START_MS = 1_795_000_000_000

export type LogKey = {
  publicKey: Uint8Array
  kid: string
  sign(message: Uint8Array): Uint8Array
}

/** The key whose 32-byte seed repeats one byte; signing is deterministic. */
export function keyOf(seedByte: number): LogKey {
  const { publicKey, sign } = nobleSigner(new Uint8Array(32).fill(seedByte))
  const kid = encodeBase64url(thumbprint(nobleSuite, publicKey))
  return { publicKey, kid, sign: (message) => sign(message) }
}

const keys = new Map<number, LogKey>()
export function cachedKey(seedByte: number): LogKey {
  const key = keys.get(seedByte) ?? keyOf(seedByte)
  keys.set(seedByte, key)
  return key
}

export type Entry = {
  payload: Payload
  text: string
  leaf: Uint8Array
  disclosures: Disclosure[]
}

type Span = {
  key: LogKey
  from: number
  until?: number
}

/** A whole log in memory, made from fixed seeds, so that every run makes the same bytes. */
export type TestLog = {
  readonly org: string
  readonly entries: Entry[]
  readonly spans: Span[]
  /** Sizes at which the log was signed. */
  readonly commits: number[]
}

export function createLog(org = ORG, seedByte = 1): TestLog {
  const log: TestLog = { org, entries: [], spans: [{ key: cachedKey(seedByte), from: 0 }], commits: [] }
  add(log, 'log.genesis', { log: { origin: `countersign/${org}`, kid: cachedKey(seedByte).kid } })
  add(log, 'key.created', { key: { id: KEY, scopes: ['gate:write', 'org:admin'] } })
  signCommit(log)
  return log
}

export const sha256 = nobleSuite.sha256
function fixed(text: string): Uint8Array {
  return sha256(encodeUtf8(text))
}

/** Appends a receipt; `values` are committed to at their paths and disclosed. */
export function add(log: TestLog, type: PayloadType, members: object, values: JsonObject = {}): Entry {
  const seq = log.entries.length
  const issuedAt = START_MS + seq * 1000
  const last = log.entries.at(-1)
  const payload: JsonObject = {
    v: 1,
    type,
    id: receiptId(issuedAt, seq),
    org: log.org,
    seq,
    prev: last === undefined ? '0'.repeat(64) : encodeHex(last.leaf),
    nonce: encodeHex(fixed(`nonce ${seq}`).subarray(0, 16)),
    issued_at: issuedAt,
    actor: type.startsWith('log.') || type.endsWith('.expired') ? 'system' : KEY,
    ...(structuredClone(members) as JsonObject),
  }
  const disclosures = Object.entries(values).map(([path, value]) => {
    const salt = fixed(`salt ${seq} ${path}`)
    place(payload, path, { ...commit(nobleSuite, salt, path, value) })
    return { path, salt: encodeHex(salt), value }
  })
  return append(log, bound(asPayload(payload)), disclosures)
}

/** An approval is bound to the commitments too, so its digest is known only now. */
function bound(payload: Payload): Payload {
  if (payload.type !== 'gate.pending') return payload
  const digest = bindingDigest(nobleSuite, approvalBinding(payload))
  return { ...payload, approval: { ...payload.approval, digest } }
}

function asPayload(payload: JsonObject): Payload {
  return payload as unknown as Payload
}

type Members = Record<string, JsonValue>

function place(payload: Members, path: string, value: JsonObject): void {
  const names = path.split('.')
  const last = names.pop() ?? ''
  let at = payload
  for (const name of names) {
    at[name] = { ...(at[name] as Members | undefined) }
    at = at[name] as Members
  }
  at[last] = value
}

/** Appends any payload, also one that breaks a rule. */
export function append(log: TestLog, payload: Payload, disclosures: Disclosure[] = []): Entry {
  return appendText(log, payload, canonicalize(payload), disclosures)
}

export function appendText(
  log: TestLog,
  payload: Payload,
  text: string,
  disclosures: Disclosure[] = [],
): Entry {
  const entry = { payload, text, leaf: leafHash(sha256, encodeUtf8(text)), disclosures }
  log.entries.push(entry)
  return entry
}

export function signCommit(log: TestLog): number {
  const size = log.entries.length
  log.commits.push(size)
  return size
}

/** Ends the commit with a rotation, as the rule is. */
export function rotate(log: TestLog, seedByte: number): Entry {
  const span = log.spans.at(-1)
  const key = cachedKey(seedByte)
  const entry = add(log, 'log.key_rotated', {
    log: { origin: `countersign/${log.org}`, kid: key.kid, retired: span?.key.kid },
  })
  const size = signCommit(log)
  if (span !== undefined) span.until = size
  log.spans.push({ key, from: size })
  return entry
}

export function leaves(log: TestLog, size = log.entries.length): Uint8Array[] {
  return log.entries.slice(0, size).map((entry) => entry.leaf)
}

export function rootAt(log: TestLog, size: number): Uint8Array {
  return rootOf(sha256, leaves(log, size))
}

export function signerAt(log: TestLog, size: number): LogKey {
  const span = log.spans.find(({ from, until }) => size > from && (until === undefined || size <= until))
  if (span === undefined) throw new RangeError(`nobody signs size ${size}`)
  return span.key
}
