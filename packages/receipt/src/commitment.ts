// Salted commitments to values, and the disclosures that open them.
import { CodecError, canonicalize, decodeHex, encodeHex, encodeUtf8, encodeUtf8Into } from '@countersign/json'
import { hasLength, type Suite } from './suite.ts'

/** A value that a receipt binds without showing it; `c` is 64 lower-case hex digits. */
export type Commitment = {
  alg: 'hmac-sha256'
  c: string
}

/**
 * What opens the commitment at a dotted path of the payload, such as `action.arguments`; without it the datum
 * is erased.
 */
export type Disclosure = {
  path: string
  /** 32 bytes in lower-case hex. */
  salt: string
  value?: unknown
}

const SALT_BYTES = 32

/**
 * HMAC-SHA-256 under a fresh 32-byte salt over path ‖ 0x00 ‖ RFC 8785 form of the value. Throws `CodecError`
 * `commitment.salt`, `commitment.path` (empty, or with U+0000), or `JsonError` for what JSON cannot carry.
 */
export function commit(suite: Suite, salt: Uint8Array, path: string, value: unknown): Commitment {
  return commitText(suite, salt, path, canonicalize(value))
}

/** The same for a value that is already in RFC 8785 form; `commitment.text` where that is not a text. */
export function commitText(suite: Suite, salt: Uint8Array, path: string, text: string): Commitment {
  if (!hasLength(salt, SALT_BYTES)) throw new CodecError('commitment.salt', `a salt has ${SALT_BYTES} bytes`)
  if (typeof path !== 'string' || path === '' || path.includes('\0'))
    throw new CodecError('commitment.path', 'a path is text without U+0000')
  if (typeof text !== 'string') throw new CodecError('commitment.text', 'a value is given as canonical text')
  return { alg: 'hmac-sha256', c: macOf(suite, salt, path, text) }
}

function macOf(suite: Suite, salt: Uint8Array, path: string, text: string): string {
  // What is not well-formed has no UTF-8, and is refused below.
  if (suite.hmacSha256Texts !== undefined && path.isWellFormed() && text.isWellFormed())
    return suite.hmacSha256Texts(salt, path, text)
  return encodeHex(suite.hmacSha256(salt, messageOf(`${path}\0${text}`)))
}

const BYTES_PER_UNIT_MAX = 3
/** Room for a message of the usual size, which is hashed at once and kept nowhere. */
const usual = new Uint8Array(4096)

function messageOf(text: string): Uint8Array {
  if (text.length * BYTES_PER_UNIT_MAX > usual.length) return encodeUtf8(text)
  return usual.subarray(0, encodeUtf8Into(text, usual))
}

/**
 * Whether a disclosure opens a commitment; false also for a malformed salt or path and for a missing value.
 */
export function checkDisclosure(suite: Suite, commitment: Commitment, disclosure: Disclosure): boolean {
  const { alg, c: expected }: Commitment = Object(commitment)
  const { salt, path, value }: Disclosure = Object(disclosure)
  if (alg !== 'hmac-sha256' || value === undefined) return false
  try {
    const { c } = commit(suite, decodeHex(salt), path, value)
    return c === expected
  } catch {
    return false
  }
}
