// Strict UTF-8, encoded and decoded without the platform's TextEncoder and TextDecoder.
import { CodecError } from './codec-error.ts'
import { requireBytes, requireText } from './kinds.ts'

/** UTF-8 bytes of a string; throws `CodecError` `utf8.surrogate` for a lone surrogate, `utf8.type` for no string. */
export function encodeUtf8(text: string): Uint8Array {
  requireText(text, 'utf8.type')
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 0x7f) return encodeFrom(text, i, bytes)
    bytes[i] = code
  }
  return bytes
}

function encodeFrom(text: string, start: number, ascii: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(start + 3 * (text.length - start))
  bytes.set(ascii.subarray(0, start))
  return bytes.slice(0, encodeRest(text, start, bytes))
}

function encodeRest(text: string, start: number, bytes: Uint8Array): number {
  let at = start
  for (let i = start; i < text.length; i++) {
    const point = text.codePointAt(i) ?? 0
    if (point >= 0xd800 && point <= 0xdfff) {
      throw new CodecError('utf8.surrogate', `lone surrogate at offset ${i}`)
    }
    at = writePoint(bytes, at, point)
    if (point > 0xffff) i++
  }
  return at
}

/** The same into `bytes`, which have room for three for each unit of the text; returns how many it wrote. */
export function encodeUtf8Into(text: string, bytes: Uint8Array): number {
  requireText(text, 'utf8.type')
  requireBytes(bytes, 'utf8.type')
  return encodeRest(text, 0, bytes)
}

function writePoint(bytes: Uint8Array, start: number, point: number): number {
  let at = start
  if (point <= 0x7f) {
    bytes[at++] = point
    return at
  }
  if (point <= 0x7ff) {
    bytes[at++] = 0xc0 | (point >> 6)
  } else if (point <= 0xffff) {
    bytes[at++] = 0xe0 | (point >> 12)
    bytes[at++] = 0x80 | ((point >> 6) & 0x3f)
  } else {
    bytes[at++] = 0xf0 | (point >> 18)
    bytes[at++] = 0x80 | ((point >> 12) & 0x3f)
    bytes[at++] = 0x80 | ((point >> 6) & 0x3f)
  }
  bytes[at++] = 0x80 | (point & 0x3f)
  return at
}

/**
 * The string that the bytes encode, a leading U+FEFF included; throws `CodecError` `utf8.malformed` for
 * anything that RFC 3629 does not allow: overlong forms, surrogates, code points above U+10FFFF, truncated
 * sequences; `utf8.type` for anything but bytes.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  requireBytes(bytes, 'utf8.type')
  let text = ''
  let at = 0
  while (at < bytes.length) {
    const end = asciiBlock(bytes, at)
    if (end > at) {
      // Eight at a time: one call per character costs twice as much.
      for (; at < end; at += 8) text += eight(bytes, at)
      continue
    }
    const length = sequenceLength(bytes, at)
    text += String.fromCodePoint(readPoint(bytes, at, length))
    at += length
  }
  return text
}

/** End of the run of whole 8-byte ASCII blocks that begins at `start`. */
function asciiBlock(bytes: Uint8Array, start: number): number {
  let end = start
  while (end < bytes.length && (bytes[end] ?? 0xff) < 0x80) end++
  return end - ((end - start) % 8)
}

function eight(b: Uint8Array, at: number): string {
  return String.fromCharCode(
    b[at] ?? 0,
    b[at + 1] ?? 0,
    b[at + 2] ?? 0,
    b[at + 3] ?? 0,
    b[at + 4] ?? 0,
    b[at + 5] ?? 0,
    b[at + 6] ?? 0,
    b[at + 7] ?? 0,
  )
}

function sequenceLength(bytes: Uint8Array, at: number): number {
  const length = lengthAfter(bytes[at] ?? 0)
  if (length === 0 || at + length > bytes.length) throw malformed(at)
  return length
}

function lengthAfter(first: number): number {
  if (first < 0x80) return 1
  if (first < 0xc2) return 0
  if (first < 0xe0) return 2
  if (first < 0xf0) return 3
  return first < 0xf5 ? 4 : 0
}

const SMALLEST_POINT = [0, 0, 0x80, 0x800, 0x10000]

function readPoint(bytes: Uint8Array, at: number, length: number): number {
  const first = bytes[at] ?? 0
  if (length === 1) return first
  let point = first & (0x7f >> length)
  for (let i = 1; i < length; i++) {
    const next = bytes[at + i] ?? 0
    if ((next & 0xc0) !== 0x80) throw malformed(at)
    point = (point << 6) | (next & 0x3f)
  }
  const isSurrogate = point >= 0xd800 && point <= 0xdfff
  if (point < (SMALLEST_POINT[length] ?? 0) || point > 0x10ffff || isSurrogate) throw malformed(at)
  return point
}

function malformed(at: number): CodecError {
  return new CodecError('utf8.malformed', `not UTF-8 at byte ${at}`)
}
