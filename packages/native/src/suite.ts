// The crypto suite on node:crypto, and the choice between it and the pure one.
import { createPublicKey, hash, type KeyObject, verify } from 'node:crypto'
import { encodeHex } from '@countersign/json'
import { hasMlDsa65Lengths, PASSKEY, type Suite } from '@countersign/receipt'
import { beginningsOf } from './beginnings.ts'
import { hasMlDsa65 } from './runtime.ts'

/** The suite on node:crypto, or undefined when the runtime has no ML-DSA (Node before 24.6). */
export function nativeSuite(): Suite | undefined {
  return hasMlDsa65() ? suite : undefined
}

/** The native suite where there is one, else the one in pure JavaScript, which is loaded only then. */
export async function bestSuite(): Promise<Suite> {
  return nativeSuite() ?? (await import('@countersign/receipt/noble')).nobleSuite
}

const suite: Suite = {
  sha256,
  hmacSha256,
  hmacSha256Texts,
  verifyMlDsa65: (publicKey, message, signature) =>
    hasMlDsa65Lengths(publicKey, signature) && verify(null, message, importPublic(publicKey), signature),
  verifyEs256: (publicKey, message, signature) =>
    publicKey.length === PASSKEY.es256KeyBytes &&
    isSigned('sha256', { kty: 'EC', crv: 'P-256', ...coordinates(publicKey) }, message, signature),
  verifyEd25519: (publicKey, message, signature) =>
    publicKey.length === PASSKEY.ed25519KeyBytes &&
    signature.length === PASSKEY.ed25519SignatureBytes &&
    isSigned(null, { kty: 'OKP', crv: 'Ed25519', x: base64url(publicKey) }, message, signature),
}

/** SHA-256, as a plain array of its own. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return fromLatin1(hash('sha256', bytes, 'latin1'))
}

/** Of a block of SHA-256, to which RFC 2104 fills a key up; a longer key is hashed first. */
const BLOCK_BYTES = 64
const HASH_BYTES = 32
const USUAL_BYTES = 4096
const BYTES_PER_UNIT_MAX = 3
const usual = Buffer.alloc(BLOCK_BYTES + USUAL_BYTES)
const usualOf = beginningsOf(usual)
const outer = Buffer.alloc(BLOCK_BYTES + HASH_BYTES)

/** HMAC-SHA-256 by two hashes in place of an object of node:crypto: half the time, and nothing that a finalizer collects. */
export function hmacSha256(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  const length = BLOCK_BYTES + bytes.length
  const inner = length <= usual.length ? usualOf(length) : new Uint8Array(length)
  fillKey(key, inner)
  inner.set(bytes, BLOCK_BYTES)
  hashInner(inner)
  return fromLatin1(hash('sha256', outer, 'latin1'))
}

/** The same over a text in UTF-8, in hex: no bytes are made of either. */
export function hmacSha256Hex(key: Uint8Array, text: string): string {
  if (text.length * BYTES_PER_UNIT_MAX > USUAL_BYTES) return hexOfLong(key, text)
  fillKey(key, usual)
  hashInner(usualOf(BLOCK_BYTES + usual.write(text, BLOCK_BYTES)))
  return hash('sha256', outer, 'hex')
}

/** Each is written where it is hashed: to join them first would be another copy. */
function hmacSha256Texts(key: Uint8Array, first: string, second: string): string {
  if ((first.length + second.length) * BYTES_PER_UNIT_MAX >= USUAL_BYTES)
    return hexOfLong(key, `${first}\0${second}`)
  fillKey(key, usual)
  let at = BLOCK_BYTES + usual.write(first, BLOCK_BYTES)
  usual[at] = 0
  at += 1
  hashInner(usualOf(at + usual.write(second, at)))
  return hash('sha256', outer, 'hex')
}

function hexOfLong(key: Uint8Array, text: string): string {
  return encodeHex(hmacSha256(key, Buffer.from(text)))
}

/** The key as RFC 2104 begins its inner and its outer message with it. */
function fillKey(key: Uint8Array, inner: Uint8Array): void {
  const short = key.length > BLOCK_BYTES ? sha256(key) : key
  for (let at = 0; at < BLOCK_BYTES; at += 1) {
    const byte = short[at] ?? 0
    inner[at] = byte ^ 0x36
    outer[at] = byte ^ 0x5c
  }
}

function hashInner(inner: Uint8Array): void {
  outer.write(hash('sha256', inner, 'latin1'), BLOCK_BYTES, 'latin1')
}

function coordinates(publicKey: Uint8Array): { x: string; y: string } {
  return { x: base64url(publicKey.subarray(0, 32)), y: base64url(publicKey.subarray(32)) }
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}

/** The library throws for bytes that are not a point of the curve. */
function isSigned(
  hashName: 'sha256' | null,
  key: Record<string, string>,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  try {
    return verify(hashName, message, createPublicKey({ format: 'jwk', key }), signature)
  } catch {
    return false
  }
}

/** Half the time of asking node:crypto for a Buffer, and a plain array that does not pin a pool. */
function fromLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}

function importPublic(publicKey: Uint8Array): KeyObject {
  const pub = Buffer.from(publicKey.buffer, publicKey.byteOffset, publicKey.length).toString('base64url')
  // The types do not know the AKP key type of RFC 9964 yet, hence the name before the call.
  const key = { kty: 'AKP', alg: 'ML-DSA-65', pub }
  return createPublicKey({ format: 'jwk', key })
}
