// What every operation is given, and the few sentences that several of them say.

import { ApiError, type Output } from '@countersign/contract'
import { canonicalize, encodeHex } from '@countersign/json'
import type { PolicyDocument } from '@countersign/policy'
import { type Commitment, commitText, type Disclosure, type Suite } from '@countersign/receipt'
import { ID_PATTERNS, type PositionIdPrefix, parsePositionId } from '@countersign/terms'
import type { MakePolicySet, PolicyChecker, Recorded, Store, Verifier } from '../ports.ts'

export type Context = {
  store: Store
  suite: Suite
  /** ms since epoch; only for new ids, never for decisions. */
  clock: () => number
  random: (bytes: number) => Uint8Array
  /** A short keyed digest: equal for equal texts, and nobody without the key can tell which. */
  fingerprint: (text: string) => string
  checker: PolicyChecker
  verifier: Verifier
  digestOf: (document: PolicyDocument) => string
  /** A candidate, ready to be asked beside the live version. */
  policySet: MakePolicySet
  repeatId: (keyId: string, operation: string, key: string) => Uint8Array
  ttl: { gateMs: number; approvalMs: number }
  publicUrl: () => string
}

export type Committed = { commitment: Commitment; disclosure: Disclosure }

/** Commits to a value under a fresh salt; `text` is its RFC 8785 form, where that is at hand. */
export function committed(
  { suite, random }: Context,
  path: string,
  value: unknown,
  text = canonicalize(value),
): Committed {
  const salt = random(32)
  return {
    commitment: commitText(suite, salt, path, text),
    disclosure: { path, salt: encodeHex(salt), value },
  }
}

export function receiptRef({ payload, leafHash }: Recorded): Output<'gate'>['receipt'] {
  return { id: payload.id, type: payload.type, seq: payload.seq, leaf_hash: leafHash }
}

export function onlyReceipt(recorded: Recorded[]): Recorded {
  const [first] = recorded
  if (first === undefined) throw new Error('a change was recorded without a receipt')
  return first
}

/** The seq that an id carries. */
export function seqOf(prefix: PositionIdPrefix, id: string): number {
  const parsed = parsePositionId(prefix, id)
  if (parsed === undefined) throw new ApiError('not_found')
  return parsed.seq
}

/** Where the next page begins, as an opaque word. */
export function encodeCursor(position: string | number): string {
  return Buffer.from(String(position)).toString('base64url')
}

export function decodeCursor(cursor: string | undefined): string | undefined {
  return cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString('utf8')
}

/** The id that a page of agents or keys ended with. */
export function decodeIdCursor(prefix: 'agt' | 'key', cursor: string | undefined): string | undefined {
  const id = decodeCursor(cursor)
  if (id !== undefined && !ID_PATTERNS[prefix].test(id)) throw badCursor()
  return id
}

/** A cursor that was not ours is a fault of the request, not an empty page. */
export function badCursor(): ApiError {
  return new ApiError('request.invalid', { detail: '`cursor` is not a `next_cursor` of this list' })
}
