// Base64url without padding: encodes bytes, and decodes only the canonical form.
import { CodecError } from './codec-error.ts'
import { requireBytes, requireText } from './kinds.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const NOT_A_DIGIT = 255
const VALUES = new Uint8Array(128).fill(NOT_A_DIGIT)
for (let i = 0; i < ALPHABET.length; i++) VALUES[ALPHABET.charCodeAt(i)] = i

/** Base64url without padding: RFC 4648 section 5; throws `CodecError` `base64url.type` for anything but bytes. */
export function encodeBase64url(bytes: Uint8Array): string {
  requireBytes(bytes, 'base64url.type')
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = [bytes[i], bytes[i + 1], bytes[i + 2]]
    text += char(a >> 2) + char(((a & 3) << 4) | (b >> 4)) + char(((b & 15) << 2) | (c >> 6)) + char(c & 63)
  }
  return text.slice(0, Math.ceil((bytes.length * 4) / 3))
}

/**
 * Decodes base64url (RFC 4648 section 5) in its canonical form only; throws `CodecError` `base64url.digit` (padding
 * included), `base64url.length`, `base64url.type` for anything but text, or `base64url.trailing_bits` when unused bits
 * are not zero.
 */
export function decodeBase64url(text: string): Uint8Array {
  requireText(text, 'base64url.type')
  if (text.length % 4 === 1)
    throw new CodecError('base64url.length', 'base64url text cannot have this length')
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  let pending = 0
  let bits = 0
  let at = 0
  for (let i = 0; i < text.length; i++) {
    const value = VALUES[text.charCodeAt(i)] ?? NOT_A_DIGIT
    if (value === NOT_A_DIGIT)
      throw new CodecError('base64url.digit', 'base64url has only A-Z, a-z, 0-9, - and _')
    pending = ((pending << 6) | value) & 0xffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes[at++] = pending >> bits
    }
  }
  if ((pending & ((1 << bits) - 1)) !== 0) {
    throw new CodecError('base64url.trailing_bits', 'the unused bits of the last digit must be zero')
  }
  return bytes
}

function char(value: number): string {
  return ALPHABET.charAt(value)
}
