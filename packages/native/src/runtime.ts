// Whether this runtime has ML-DSA, and how it imports a private key from a seed.
import { createPrivateKey, type KeyObject } from 'node:crypto'

// PKCS#8 of RFC 9881 with the seed alone: the one private form that Node 24 and 26 both read without the
// public key.
const SEED_PREFIX = Buffer.from('3034020100300b060960864801650304031204228020', 'hex')

/** The private key of a 32-byte seed; throws where the runtime has no ML-DSA. */
export function importSeed(seed: Uint8Array): KeyObject {
  return createPrivateKey({ format: 'der', type: 'pkcs8', key: Buffer.concat([SEED_PREFIX, seed]) })
}

let known: boolean | undefined

/** Whether this runtime can import, and so use, an ML-DSA-65 key. */
export function hasMlDsa65(): boolean {
  known ??= canImport()
  return known
}

function canImport(): boolean {
  try {
    return importSeed(new Uint8Array(32)).asymmetricKeyType === 'ml-dsa-65'
  } catch {
    return false
  }
}
