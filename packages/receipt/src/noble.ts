// The crypto suite and a signer in pure JavaScript, on the noble libraries.
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { ml_dsa65 } from '@noble/post-quantum/ml-dsa.js'
import { hasMlDsa65Lengths, ML_DSA_65, type Suite } from './suite.ts'

/**
 * The suite in pure JavaScript, for browsers and runtimes without ML-DSA; not constant-time, which verifying
 * allows.
 */
export const nobleSuite: Suite = {
  sha256: (bytes) => sha256(bytes),
  hmacSha256: (key, bytes) => hmac(sha256, key, bytes),
  verifyMlDsa65: (publicKey, message, signature) =>
    hasMlDsa65Lengths(publicKey, signature) && ml_dsa65.verify(signature, message, publicKey),
}

/** Signs with one ML-DSA-65 key; `publicKey` is the raw 1,952 bytes. */
export type PureSigner = {
  publicKey: Uint8Array
  /**
   * Signature of 3,309 bytes: hedged with 32 fresh random bytes as `entropy`, deterministic without (FIPS
   * 204).
   */
  sign(message: Uint8Array, entropy?: Uint8Array): Uint8Array
}

/**
 * A signer from a 32-byte seed in pure JavaScript; throws RangeError for another length. Not constant-time.
 */
export function nobleSigner(seed: Uint8Array): PureSigner {
  if (seed.length !== ML_DSA_65.seedBytes)
    throw new RangeError(`a seed must have ${ML_DSA_65.seedBytes} bytes, not ${seed.length}`)
  const { publicKey, secretKey } = ml_dsa65.keygen(seed)
  return {
    publicKey,
    sign: (message, entropy) => ml_dsa65.sign(message, secretKey, { extraEntropy: entropy ?? false }),
  }
}
