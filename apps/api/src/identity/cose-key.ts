// The public key of a passkey: from COSE (RFC 9053), which authenticators give, to the JWK in receipts.
import { encodeBase64url } from '@countersign/json'
import { type CborValue, decodeCbor, type PasskeyKey, readPasskeyKey } from '@countersign/receipt'

const ES256 = -7
const EDDSA = -8

/** What passkeys may sign with, the most common first. */
export const COSE_ALGORITHMS = [ES256, EDDSA] as const

// Labels of RFC 9052 section 7.1 and RFC 9053 section 7, and their values.
const [KTY, ALG, CRV, X, Y] = [1, 3, -1, -2, -3]
const [OKP, EC2, P256, ED25519] = [1, 2, 1, 6]

/** Undefined for a key of another algorithm, or one that is not in deterministic form. */
export function coseKey(bytes: Uint8Array): PasskeyKey | undefined {
  try {
    const map = decodeCbor(bytes)
    if (!(map instanceof Map)) return undefined
    const [kty, alg, crv] = [map.get(KTY), map.get(ALG), map.get(CRV)]
    if (kty === EC2 && alg === ES256 && crv === P256) {
      return readPasskeyKey({ kty: 'EC', crv: 'P-256', x: textOf(map.get(X)), y: textOf(map.get(Y)) })
    }
    if (kty === OKP && alg === EDDSA && crv === ED25519) {
      return readPasskeyKey({ kty: 'OKP', crv: 'Ed25519', x: textOf(map.get(X)) })
    }
    return undefined
  } catch {
    return undefined
  }
}

function textOf(value: CborValue | undefined): string | undefined {
  return value instanceof Uint8Array ? encodeBase64url(value) : undefined
}
