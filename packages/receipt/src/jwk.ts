// Log keys as JWKs: their thumbprints, and key sets read strictly.
import { CodecError, decodeBase64url, encodeBase64url, encodeUtf8, isJsonObject } from '@countersign/json'
import { hasLength, ML_DSA_65, type Suite } from './suite.ts'

/** An ML-DSA-65 public key as RFC 9964 writes it; the sizes say for which heads of the log it may sign. */
export type AkpJwk = {
  kty: 'AKP'
  alg: 'ML-DSA-65'
  /** Raw public key, 1,952 bytes in base64url. */
  pub: string
  /** Its RFC 7638 thumbprint in base64url. */
  kid?: string
  /** The key signs tree sizes above this one. */
  from_size?: number
  /** The key signs tree sizes up to and including this one; without it, it is in use. */
  until_size?: number
}

/** A JWK set (RFC 7517 section 5) of log keys. */
export type KeySet = {
  keys: AkpJwk[]
}

/**
 * RFC 7638 thumbprint of an ML-DSA-65 key, 32 bytes; `publicKey` is raw. Throws `CodecError` `jwk.pub` for
 * another length.
 */
export function thumbprint(suite: Suite, publicKey: Uint8Array): Uint8Array {
  return thumbprintOf(suite, encodeBase64url(requirePublicKey(publicKey)))
}

function thumbprintOf(suite: Suite, pub: string): Uint8Array {
  return suite.sha256(encodeUtf8(`{"alg":"ML-DSA-65","kty":"AKP","pub":"${pub}"}`))
}

/** The JWK of a raw public key with its thumbprint as `kid`. */
export function toJwk(
  suite: Suite,
  publicKey: Uint8Array,
  validity: Pick<AkpJwk, 'from_size' | 'until_size'> = {},
): AkpJwk {
  return jwkOf(suite, encodeBase64url(requirePublicKey(publicKey)), validity)
}

function jwkOf(suite: Suite, pub: string, validity: Pick<AkpJwk, 'from_size' | 'until_size'>): AkpJwk {
  const kid = encodeBase64url(thumbprintOf(suite, pub))
  return { kty: 'AKP', alg: 'ML-DSA-65', pub, kid, ...validity }
}

/** Raw public key of a JWK, 1,952 bytes; throws `CodecError` `jwk.pub`, or `base64url.…` for its text. */
export function publicKeyOf(jwk: AkpJwk): Uint8Array {
  return requirePublicKey(decodeBase64url(Object(jwk).pub))
}

const MEMBERS = new Set(['kty', 'alg', 'pub', 'kid', 'use', 'key_ops', 'from_size', 'until_size'])

/**
 * Reads a parsed JWK set. Every key comes out with the `kid` computed from its bytes; a set that states
 * another one is refused, so that a key is never found under the `kid` of another. Throws `CodecError`:
 * `jwk.shape`, `jwk.kty`, `jwk.alg`, `jwk.private`, `jwk.member`, `jwk.pub`, `jwk.kid`, `jwk.validity`,
 * `jwk.duplicate`.
 */
export function parseKeySet(suite: Suite, json: unknown): KeySet {
  if (!isJsonObject(json) || !Array.isArray(json.keys)) {
    throw new CodecError('jwk.shape', 'a key set is an object with an array `keys`')
  }
  const keys = json.keys.map((key: unknown) => parseKey(suite, key))
  if (new Set(keys.map((key) => key.kid)).size < keys.length) {
    throw new CodecError('jwk.duplicate', 'a key is in the set twice')
  }
  return { keys }
}

function parseKey(suite: Suite, key: unknown): AkpJwk {
  if (!isJsonObject(key)) throw new CodecError('jwk.shape', 'a key is an object')
  if ('priv' in key) throw new CodecError('jwk.private', 'a key set must not hold private keys')
  if (key.kty !== 'AKP') throw new CodecError('jwk.kty', 'the key type must be AKP')
  if (key.alg !== 'ML-DSA-65') throw new CodecError('jwk.alg', 'the algorithm must be ML-DSA-65')
  const foreign = Object.keys(key).find((name) => !MEMBERS.has(name))
  if (foreign !== undefined) throw new CodecError('jwk.member', `a log key has no member \`${foreign}\``)
  if (typeof key.pub !== 'string') throw new CodecError('jwk.pub', '`pub` must be base64url text')
  // Bytes have only one base64url that is accepted, so the text need not be written again.
  requirePublicKey(decodeBase64url(key.pub))
  const jwk = jwkOf(suite, key.pub, parseValidity(key))
  if (key.kid !== undefined && key.kid !== jwk.kid) {
    throw new CodecError('jwk.kid', '`kid` must be the thumbprint of the key')
  }
  return jwk
}

function parseValidity(key: Record<string, unknown>): Pick<AkpJwk, 'from_size' | 'until_size'> {
  const { from_size, until_size } = key
  if (!isOptionalSize(from_size) || !isOptionalSize(until_size)) {
    throw new CodecError('jwk.validity', '`from_size` and `until_size` must be tree sizes')
  }
  if (until_size !== undefined && until_size <= (from_size ?? 0)) {
    throw new CodecError('jwk.validity', '`until_size` must be above `from_size`')
  }
  return { ...(from_size !== undefined && { from_size }), ...(until_size !== undefined && { until_size }) }
}

function requirePublicKey(publicKey: Uint8Array): Uint8Array {
  if (hasLength(publicKey, ML_DSA_65.publicKeyBytes)) return publicKey
  throw new CodecError('jwk.pub', `a public key is a \`Uint8Array\` of ${ML_DSA_65.publicKeyBytes} bytes`)
}

function isOptionalSize(value: unknown): value is number | undefined {
  return value === undefined || (Number.isSafeInteger(value) && Number(value) >= 0)
}
