import { type AkpJwk, parseKeySet, publicKeyOf } from '../jwk.ts'
import type { Suite } from '../suite.ts'
import type { Trust } from './options.ts'
import { AxisFailure } from './report.ts'

/** The trust that was given, its key bytes checked against their names. */
export interface TrustedKeys {
  keys: readonly AkpJwk[]
  thumbprints: ReadonlySet<string>
}

/** Whether a key is trusted to sign a tree size, and its bytes where they are known. */
export interface Standing {
  isTrusted: boolean
  code: string
  detail: string
  publicKey?: Uint8Array
}

export function readTrust(suite: Suite, trust: Trust = {}): TrustedKeys {
  const keys = trust.keys === undefined ? [] : parseKeySet(suite, trust.keys).keys
  return { keys, thumbprints: new Set(trust.thumbprints) }
}

export function standingOf(trusted: TrustedKeys, kid: string, treeSize: number): Standing {
  const key = trusted.keys.find((candidate) => candidate.kid === kid)
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
