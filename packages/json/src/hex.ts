// Lower-case hex: encodes bytes, and decodes only the canonical form.
import { CodecError } from './codec-error.ts'
import { requireBytes, requireText } from './kinds.ts'

const DIGITS = '0123456789abcdef'
const HIGH = Uint8Array.from({ length: 256 }, (_, byte) => DIGITS.charCodeAt(byte >> 4))
const LOW = Uint8Array.from({ length: 256 }, (_, byte) => DIGITS.charCodeAt(byte & 15))
const STEP = 4

/** The engine's, where it has one (ECMAScript 2026): a tenth of the time. */
const { toHex: ownHex } = Uint8Array.prototype as { toHex?: (this: Uint8Array) => string }

/** Lower-case hex of the bytes; throws `CodecError` `hex.type` for anything else. */
export function encodeHex(bytes: Uint8Array): string {
  requireBytes(bytes, 'hex.type')
  if (ownHex !== undefined) return ownHex.call(bytes)
  let text = ''
  let at = 0
  // Eight digits at a time: a text for each byte is three times the garbage.
  for (; at + STEP <= bytes.length; at += STEP) text += eightDigits(bytes, at)
  for (; at < bytes.length; at += 1) text += String.fromCharCode(high(bytes, at), low(bytes, at))
  return text
}

function eightDigits(b: Uint8Array, at: number): string {
  return String.fromCharCode(
    high(b, at),
    low(b, at),
    high(b, at + 1),
    low(b, at + 1),
    high(b, at + 2),
    low(b, at + 2),
    high(b, at + 3),
    low(b, at + 3),
  )
}

function high(bytes: Uint8Array, at: number): number {
  return HIGH[bytes[at] ?? 0] ?? 0
}

function low(bytes: Uint8Array, at: number): number {
  return LOW[bytes[at] ?? 0] ?? 0
}

/** Decodes lower-case hex; throws `CodecError` `hex.length`, `hex.type`, or `hex.digit`, also for upper case. */
export function decodeHex(text: string): Uint8Array {
  requireText(text, 'hex.type')
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
