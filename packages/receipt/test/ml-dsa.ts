// The ML-DSA-65 implementations that the published vectors are run against.
import { createPublicKey, verify } from 'node:crypto'
import { nativeSigner, nativeSuite } from '@countersign/native'
import type { Suite } from '@countersign/receipt'
import { nobleSuite } from '@countersign/receipt/noble'
import { ml_dsa65 } from '@noble/post-quantum/ml-dsa.js'

/**
 * One implementation: our suite, and the library under it where a vector needs a context, which receipts
 * never have.
 */
export type Implementation = {
  name: string
  suite: Suite
  verifyWithContext(
    publicKey: Uint8Array,
    message: Uint8Array,
    signature: Uint8Array,
    context: Uint8Array,
  ): boolean
}

const noble: Implementation = {
  name: 'noble',
  suite: nobleSuite,
  verifyWithContext: (publicKey, message, signature, context) =>
    refuses(() => ml_dsa65.verify(signature, message, publicKey, { context })),
}

/** Both implementations where the runtime has ML-DSA, else the pure one. */
export function implementations(): Implementation[] {
  const suite = nativeSuite()
  if (suite === undefined) return [noble]
  return [{ name: 'node:crypto', suite, verifyWithContext: verifyNative }, noble]
}

/** The public key of a seed by every implementation there is. */
export function publicKeys(seed: Uint8Array): Uint8Array[] {
  const native = nativeSigner()?.fromSeed(seed).publicKey
  const pure = ml_dsa65.keygen(seed).publicKey
  return native === undefined ? [pure] : [native, pure]
}

function verifyNative(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
  context: Uint8Array,
): boolean {
  const pub = Buffer.from(publicKey).toString('base64url')
  const jwk = { kty: 'AKP', alg: 'ML-DSA-65', pub }
  return refuses(() =>
    verify(null, message, { key: createPublicKey({ format: 'jwk', key: jwk }), context }, signature),
  )
}

/** A library may refuse a context over 255 bytes by throwing. */
function refuses(run: () => boolean): boolean {
  try {
    return run()
  } catch {
    return false
  }
}
