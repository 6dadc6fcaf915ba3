// What the caller of a verifier trusts and expects.
import type { KeySet } from '../jwk.ts'

/** A checkpoint kept from before: what is compared is its size, its root (hex) and, if present, its origin. */
export type Checkpoint = {
  tree_size: number
  root: string
  origin?: string
}

/** What the caller trusts; what arrives with evidence is never trusted. */
export type Trust = {
  /** RFC 7638 thumbprints in base64url. */
  thumbprints?: readonly string[]
  /** A key set from `parseKeySet`; its `from_size` and `until_size` bound the tree sizes each key may sign. */
  keys?: KeySet
}

/** What to verify against. An expectation that is given must be met for `valid`. */
export type VerifyOptions = {
  trust?: Trust
  /** The org whose log this must be. */
  org?: string
  /** The log must contain the history of this checkpoint unchanged. */
  since?: Checkpoint
  /** Consistency path (hex) between the checkpoint's size and the evidence's or bundle's, smaller to larger. */
  sinceProof?: readonly string[]
  /** The bundle must show the whole log up to its checkpoint (bundle only). */
  whole?: boolean
  /** The bundle must leave out no receipt from this position on at its beginning (bundle only). */
  from?: number
  /** The bundle must leave out no receipt before this position at its end (bundle only). */
  to?: number
  /** The value that `outcome.output` must commit to (evidence only). */
  expectedOutput?: unknown
  /** The value that `action.arguments` must commit to (evidence only). */
  expectedArguments?: unknown
}
