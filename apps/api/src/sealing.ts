// Envelope encryption and keyed hashes.
// The master key wraps each org's data key; a data key seals seeds and stored values.
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hash,
  hkdfSync,
  randomFillSync,
} from 'node:crypto'
import { beginningsOf, hmacSha256, hmacSha256Hex } from '@countersign/native'

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** AES-256-GCM: nonce ‖ ciphertext ‖ tag. `purpose` is authenticated, so a value cannot be moved to another place. */
export function seal(key: Uint8Array, purpose: string, plain: Uint8Array): Uint8Array {
  const nonce = random(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(purpose))
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** Throws when the key, the purpose or any byte differs. */
export function unseal(key: Uint8Array, purpose: string, sealed: Uint8Array): Uint8Array {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES))
  decipher.setAAD(Buffer.from(purpose))
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
  const body = sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES)
  return Buffer.concat([decipher.update(body), decipher.final()])
}

/** A secret of this installation for one purpose; none of them reveals the pepper or another one. */
export function deriveSecret(pepper: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', pepper, '', `countersign/${purpose}`, 32))
}

/** Makes the secrets of links from what each is for, so that one that is mailed need not be stored. */
export function linkSecrets(pepper: Uint8Array): (text: string) => string {
  const key = deriveSecret(pepper, 'links')
  return (text) => createHmac('sha256', key).update(text).digest('base64url')
}

/** Keyed hash under which API keys are stored and found. */
export function secretHash(pepper: Uint8Array, secret: string): Uint8Array {
  return hmacSha256(pepper, Buffer.from(secret))
}

/** The same in hex, as it is looked for with every request. */
export function secretHashHex(pepper: Uint8Array, secret: string): string {
  return hmacSha256Hex(pepper, secret)
}

const CALL = 'call\0'
/** Room for a text of the usual size, behind the pepper. */
const called = Buffer.alloc(4096)
const calledOf = beginningsOf(called)

/** Eleven letters of base64url that show this installation, and nobody else, whether two lists of texts without U+0000 are equal. */
export function fingerprint(pepper: Uint8Array, texts: readonly string[]): string {
  // Half of the digest is kept back, so nothing can be appended to what was hashed.
  return hash('sha256', messageOf(pepper, texts), 'base64url').slice(0, 11)
}

/** Each text is written where it is hashed, and a zero behind it. */
function messageOf(pepper: Uint8Array, texts: readonly string[]): Uint8Array {
  let most = pepper.length + CALL.length
  for (const text of texts) most += 3 * text.length + 1
  if (most > called.length) return Buffer.concat([pepper, Buffer.from(CALL + texts.join('\0'))])
  called.set(pepper)
  let at = pepper.length + called.write(CALL, pepper.length)
  for (const text of texts) {
    at += called.write(text, at)
    called[at] = 0
    at += 1
  }
  // There is none behind the last one.
  return calledOf(at - 1)
}

/** What an idempotency key belongs to, at a fixed length: nobody without the pepper can try keys until one fits. */
export function repeatId(pepper: Uint8Array, actor: string, operation: string, key: string): Uint8Array {
  return createHmac('sha256', pepper).update(`repeat id\0${actor}\0${operation}\0${key}`).digest()
}

/** The same as it was stored before it was keyed. */
export function earlierRepeatId(actor: string, operation: string, key: string): Uint8Array {
  return createHash('sha256').update(`${actor}\0${operation}\0${key}`).digest()
}

/** What is kept of a body that came with such a key: nobody without the pepper can try bodies until one fits. */
export function repeatDigest(pepper: Uint8Array, digest: Uint8Array): Uint8Array {
  return createHmac('sha256', pepper).update('repeat\0').update(digest).digest()
}

const pool = Buffer.alloc(16_384)
let used = pool.length

/** Where so many bytes begin that nobody has had, and that the caller must take and erase. */
function drawn(length: number): number {
  if (used + length > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += length
  return used - length
}

/** Random bytes for nonces and salts, drawn from the system in larger portions; no byte is handed out twice. */
export function random(length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  randomFill(bytes)
  return bytes
}

/** The same into bytes that the caller has. */
export function randomFill(bytes: Uint8Array): void {
  const from = drawn(bytes.length)
  pool.copy(bytes, 0, from, used)
  pool.fill(0, from, used)
}

/** The same as hex digits, for which no bytes are made. */
export function randomHex(length: number): string {
  const from = drawn(length)
  const digits = pool.toString('hex', from, used)
  pool.fill(0, from, used)
  return digits
}
