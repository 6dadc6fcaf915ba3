// Whether a key is trusted, and which tree sizes it may sign.
import { type AkpJwk, parseKeySet, publicKeyOf } from '../jwk.ts'
import type { Suite } from '../suite.ts'
import type { Trust } from './options.ts'
import { AxisFailure } from './report.ts'

/** The trust that was given. */
export type TrustedKeys = {
  keys: readonly AkpJwk[]
  thumbprints: ReadonlySet<string>
  /** The set's key with this thumbprint, computed from its bytes; throws `CodecError` for a malformed key. */
  find(kid: string): AkpJwk | undefined
}

/** Whether a key is trusted to sign a tree size, and its bytes where they are known. */
export type Standing = {
  isTrusted: boolean
  code: string
  detail: string
  publicKey?: Uint8Array
}

export function readTrust(suite: Suite, { keys = { keys: [] }, thumbprints = [] }: Trust = {}): TrustedKeys {
  // A thumbprint costs more than the rest of a key, so only what could be the one asked for is computed.
  function find(kid: string): AkpJwk | undefined {
    return keys.keys
      .filter((key) => key.kid === undefined || key.kid === kid)
      .flatMap((key) => parseKeySet(suite, { keys: [key] }).keys)
      .find((key) => key.kid === kid)
  }
  return { keys: keys.keys, thumbprints: new Set(thumbprints), find }
}

export function standingOf(trusted: TrustedKeys, kid: string, treeSize: number): Standing {
  const key = trusted.find(kid)
  if (key !== undefined) {
    requireRange(kid, treeSize, key.from_size ?? 0, key.until_size)
    return { isTrusted: true, code: '', detail: '', publicKey: publicKeyOf(key) }
  }
  if (trusted.thumbprints.has(kid)) return { isTrusted: true, code: '', detail: '' }
  const isAnyGiven = trusted.keys.length > 0 || trusted.thumbprints.size > 0
  return isAnyGiven
    ? { isTrusted: false, code: 'key.unknown', detail: `key ${kid} is not among the trusted ones` }
    : { isTrusted: false, code: 'key.untrusted', detail: `no trusted key was given; the signer is ${kid}` }
}

/** A key signs the tree sizes above the one it came with, up to and including the one it was retired with. */
export function requireRange(kid: string, treeSize: number, from: number, until: number | undefined): void {
  if (treeSize <= from) {
    throw new AxisFailure('key', 'key.not_yet', `key ${kid} signs only above size ${from}, not ${treeSize}`)
  }
  if (until !== undefined && treeSize > until) {
    throw new AxisFailure('key', 'key.retired', `key ${kid} signed only up to size ${until}, not ${treeSize}`)
  }
}
