// The crypto suite and a signer in pure JavaScript, on the noble libraries.
import { ed25519 } from '@noble/curves/ed25519.js'
import { p256 } from '@noble/curves/nist.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { ml_dsa65 } from '@noble/post-quantum/ml-dsa.js'
import { hasMlDsa65Lengths, ML_DSA_65, PASSKEY, type Suite } from './suite.ts'

/**
 * The suite in pure JavaScript, for browsers and runtimes without ML-DSA; not constant-time, which verifying
 * allows.
 */
export const nobleSuite: Suite = {
  sha256: (bytes) => sha256(bytes),
  hmacSha256: (key, bytes) => hmac(sha256, key, bytes),
  verifyMlDsa65: (publicKey, message, signature) =>
    hasMlDsa65Lengths(publicKey, signature) && ml_dsa65.verify(signature, message, publicKey),
  verifyEs256: (publicKey, message, signature) =>
    publicKey.length === PASSKEY.es256KeyBytes &&
    isSo(() =>
      p256.verify(signature, message, Uint8Array.of(UNCOMPRESSED, ...publicKey), {
        format: 'der',
        lowS: false,
      }),
    ),
  verifyEd25519: (publicKey, message, signature) =>
    publicKey.length === PASSKEY.ed25519KeyBytes &&
    signature.length === PASSKEY.ed25519SignatureBytes &&
    isSo(() => ed25519.verify(signature, message, publicKey, { zip215: false })),
}

// Begins a point of which both coordinates follow: SEC 1 section 2.3.3.
const UNCOMPRESSED = 4

/** The library throws for bytes that are not a point of the curve. */
function isSo(verify: () => boolean): boolean {
  try {
    return verify()
  } catch {
    return false
  }
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
