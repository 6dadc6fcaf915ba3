// Signs with ML-DSA-65 on node:crypto, at once or off the main thread.
import { createPublicKey, type KeyObject, sign } from 'node:crypto'
import { decodeBase64url } from '@countersign/json'
import { ML_DSA_65 } from '@countersign/receipt'
import { hasMlDsa65, importSeed } from './runtime.ts'

/** Signs with one ML-DSA-65 key: pure, empty context, hedged, so two signatures of one message differ. */
export type SeededSigner = {
  /** Raw public key, 1,952 bytes. */
  publicKey: Uint8Array
  /** Signature of 3,309 bytes, made off the event loop. */
  sign(message: Uint8Array): Promise<Uint8Array>
  /** The same on the calling thread. */
  signSync(message: Uint8Array): Uint8Array
}

/** Makes signers from seeds. */
export type NativeSigner = {
  /** Throws RangeError unless the seed has 32 bytes. */
  fromSeed(seed: Uint8Array): SeededSigner
}

/** The signer on node:crypto, or undefined when the runtime has no ML-DSA (Node before 24.6). */
export function nativeSigner(): NativeSigner | undefined {
  return hasMlDsa65() ? { fromSeed } : undefined
}

function fromSeed(seed: Uint8Array): SeededSigner {
  if (seed.length !== ML_DSA_65.seedBytes)
    throw new RangeError(`a seed must have ${ML_DSA_65.seedBytes} bytes, not ${seed.length}`)
  const key = importSeed(seed)
  return {
    publicKey: publicBytes(key),
    sign: (message) => signAsync(message, key),
    signSync: (message) => sign(null, message, key),
  }
}

function publicBytes(key: KeyObject): Uint8Array {
  const jwk: object = createPublicKey(key).export({ format: 'jwk' })
  const pub = 'pub' in jwk ? decodeBase64url(String(jwk.pub)) : new Uint8Array(0)
  if (pub.length !== ML_DSA_65.publicKeyBytes) throw new TypeError('the runtime exported no public key')
  return pub
}

function signAsync(message: Uint8Array, key: KeyObject): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    sign(null, message, key, (error, signature) => (error ? reject(error) : resolve(signature)))
  })
}
