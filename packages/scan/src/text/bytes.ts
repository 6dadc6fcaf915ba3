// Bytes from base64 and hex, and texts from bytes, as lenient readers take them.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const NO_DIGIT = 255
const LAST_DIGIT = 63

/** What each ASCII character is worth as a digit. */
function valuesOf(digits: string): Uint8Array {
  const values = new Uint8Array(128).fill(NO_DIGIT)
  for (let value = 0; value < digits.length; value += 1) values[digits.charCodeAt(value)] = value
  return values
}

function valueIn(values: Uint8Array, code: number): number {
  return code < 128 ? (values[code] ?? NO_DIGIT) : NO_DIGIT
}

const BASE64 = valuesOf(ALPHABET)
BASE64[0x2d] = 62
BASE64[0x5f] = 63
const HEX = valuesOf('0123456789abcdef')
for (const [at, capital] of [...'ABCDEF'].entries()) HEX[capital.charCodeAt(0)] = 10 + at

/** The bytes of base64 or base64url, with or without padding and line breaks; undefined when it cannot be. */
export function base64Bytes(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  const bits = putBytes(bytes, text, text.length)
  return bits % 8 === 6 ? undefined : bytes.subarray(0, bits >> 3)
}

/** Puts down the bytes of a text up to a place, and returns of how many bits the digits are. */
function putBytes(bytes: Uint8Array, text: string, to: number): number {
  let at = putFours(bytes, text, to)
  let length = (at >> 2) * 3
  let bits = 0
  let held = 0
  for (; at < to; at += 1) {
    const value = valueIn(BASE64, text.charCodeAt(at))
    if (value === NO_DIGIT) continue
    held = ((held << 6) | value) & 0xffffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[length] = (held >> bits) & 0xff
    length += 1
  }
  return length * 8 + bits
}

/** Puts down three bytes for each four digits in a row from the beginning on, and returns where these end. */
function putFours(bytes: Uint8Array, text: string, to: number): number {
  let at = 0
  for (let length = 0; at + 4 <= to; at += 4) {
    const first = valueIn(BASE64, text.charCodeAt(at))
    const second = valueIn(BASE64, text.charCodeAt(at + 1))
    const third = valueIn(BASE64, text.charCodeAt(at + 2))
    const fourth = valueIn(BASE64, text.charCodeAt(at + 3))
    if ((first | second | third | fourth) > LAST_DIGIT) break
    bytes[length] = (first << 2) | (second >> 4)
    bytes[length + 1] = ((second & 0xf) << 4) | (third >> 2)
    bytes[length + 2] = ((third & 0x3) << 6) | fourth
    length += 3
  }
  return at
}

const LOOKED_AT = 16
const looked = new Uint8Array(LOOKED_AT)

/** Whether base64 could hold a text, by its first bytes: most runs of letters do not. */
export function mayBeText(block: string): boolean {
  const bits = putBytes(looked, block, Math.min(LOOKED_AT, block.length))
  if (bits % 8 === 6) return true
  for (let at = 0; at < bits >> 3; at += 1) if (!isOfText(looked[at] ?? 0, at)) return false
  return true
}

function isOfText(byte: number, at: number): boolean {
  if (byte === 0) return at % 2 === 1
  return (
    (byte >= 0x20 && byte < 0x7f) ||
    byte === 0x09 ||
    byte === 0x0a ||
    byte === 0x0d ||
    (byte >= 0x80 && byte < 0xf5)
  )
}

/** The bytes of hex digits, of which a last odd one is left out; each two of them may stand behind other units, so many with these. */
export function hexBytes(digits: string, width = 2): Uint8Array {
  const bytes = new Uint8Array(Math.floor(digits.length / width))
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = hexByte(digits, (at + 1) * width - 2)
  return bytes
}

/** The byte of the two hex digits at a place. */
export function hexByte(digits: string, at: number): number {
  return valueIn(HEX, digits.charCodeAt(at)) * 16 + valueIn(HEX, digits.charCodeAt(at + 1))
}

/** The text of bytes: UTF-8, or UTF-16 of little end as some shells take it; undefined when they are neither. */
export function textOf(bytes: Uint8Array): string | undefined {
  return isWide(bytes) ? wide(bytes) : utf8(bytes)
}

function isWide(bytes: Uint8Array): boolean {
  if (bytes.length < 4 || bytes.length % 2 === 1) return false
  for (let at = 1; at < bytes.length; at += 2) if (bytes[at] !== 0) return false
  return true
}

function wide(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 2) text += String.fromCharCode(bytes[at] ?? 0)
  return text
}

const LEADS = [
  { from: 0xf0, to: 0xf4, bits: 0x07, more: 3 },
  { from: 0xe0, to: 0xef, bits: 0x0f, more: 2 },
  { from: 0xc2, to: 0xdf, bits: 0x1f, more: 1 },
] as const

function utf8(bytes: Uint8Array): string | undefined {
  let text = ''
  // What is ASCII is taken as a whole.
  let from = 0
  for (let at = otherFrom(bytes, 0); at < bytes.length; at = otherFrom(bytes, at + 1)) {
    const byte = bytes[at] ?? 0
    text += textOfUnits(bytes, from, at)
    const lead = LEADS.find(({ from, to }) => byte >= from && byte <= to)
    if (lead === undefined) return undefined
    let code = byte & lead.bits
    for (let more = 1; more <= lead.more; more += 1) {
      const next = bytes[at + more] ?? 0
      if (next >> 6 !== 2) return undefined
      code = (code << 6) | (next & 0x3f)
    }
    if (code > 0x10ffff) return undefined
    text += String.fromCodePoint(code)
    at += lead.more
    from = at + 1
  }
  return text + textOfUnits(bytes, from, bytes.length)
}

/** The first byte from a place on that is not ASCII; their number where there is none. */
function otherFrom(bytes: Uint8Array, from: number): number {
  let at = from
  while (at < bytes.length && (bytes[at] ?? 0) < 0x80) at += 1
  return at
}

/** So many units are made a text at once: more of them might be too many arguments. */
const AT_ONCE = 4096
/** Fewer are put together one by one. */
const FEW = 16

/** The text of units from one place up to another. */
export function textOfUnits(units: Uint8Array | Uint16Array, from: number, to: number): string {
  let text = ''
  if (to - from < FEW) for (let at = from; at < to; at += 1) text += String.fromCharCode(units[at] ?? 0)
  else
    for (let at = from; at < to; at += AT_ONCE)
      text += Reflect.apply(String.fromCharCode, null, units.subarray(at, Math.min(to, at + AT_ONCE)))
  return text
}
