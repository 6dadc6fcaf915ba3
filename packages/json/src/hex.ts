// Lower-case hex: encodes bytes, and decodes only the canonical form.
import { CodecError } from './codec-error.ts'

const DIGITS = '0123456789abcdef'
const PAIRS = Array.from({ length: 256 }, (_, byte) => `${DIGITS[byte >> 4]}${DIGITS[byte & 15]}`)

/** Lower-case hex of the bytes. */
export function encodeHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += PAIRS[byte]
  return text
}

/** Decodes lower-case hex; throws `CodecError` `hex.length` or `hex.digit`, also for upper case. */
export function decodeHex(text: string): Uint8Array {
  if (text.length % 2 !== 0) throw new CodecError('hex.length', 'hex has an even number of digits')
  const bytes = new Uint8Array(text.length / 2)
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = (digit(text.charCodeAt(2 * i)) << 4) | digit(text.charCodeAt(2 * i + 1))
  }
  return bytes
}

function digit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  if (code >= 0x61 && code <= 0x66) return code - 0x57
  throw new CodecError('hex.digit', 'hex has only the digits 0-9 and a-f')
}
