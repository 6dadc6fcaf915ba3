// Crockford base32 in lower case, the digits of ids and keys.
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const PAIRS = [...ALPHABET].flatMap((high) => [...ALPHABET].map((low) => high + low))

/** Lower-case Crockford base32 of a non-negative safe integer, big-endian, padded with zeros to `length`. */
export function base32Number(value: number, length: number): string {
  let text = ''
  let rest = value
  // Two digits at a time: each step makes a text that is thrown away.
  for (let left = length; left > 0; left -= 2) {
    const base = left === 1 ? 32 : 1024
    const digits = left === 1 ? ALPHABET.charAt(rest % base) : PAIRS[rest % base]
    text = digits + text
    rest = Math.floor(rest / base)
  }
  if (rest !== 0) throw new RangeError(`\`${value}\` does not fit into ${length} characters`)
  return text
}

/** Lower-case Crockford base32 of bytes whose bit count is a multiple of five, so that no bit is padding. */
export function base32Bytes(bytes: Uint8Array): string {
  if (bytes.length % 5 !== 0) throw new RangeError('the number of bytes must be a multiple of five')
  let text = ''
  for (let at = 0; at < bytes.length; at += 5) text += eightDigits(bytes, at)
  return text
}

/** Of five bytes, as two halves of twenty bits. */
function eightDigits(bytes: Uint8Array, at: number): string {
  const middle = bytes[at + 2] ?? 0
  const high = ((bytes[at] ?? 0) << 12) | ((bytes[at + 1] ?? 0) << 4) | (middle >>> 4)
  const low = ((middle & 15) << 16) | ((bytes[at + 3] ?? 0) << 8) | (bytes[at + 4] ?? 0)
  return pairOf(high >>> 10) + pairOf(high & 1023) + pairOf(low >>> 10) + pairOf(low & 1023)
}

function pairOf(bits: number): string {
  return PAIRS[bits] ?? ''
}

/** The integer that `base32Number` wrote, or undefined for a foreign character or an unsafe integer. */
export function base32Value(text: string): number | undefined {
  let value = 0
  for (const character of text) {
    const digit = ALPHABET.indexOf(character)
    if (digit < 0) return undefined
    value = value * 32 + digit
  }
  return Number.isSafeInteger(value) ? value : undefined
}
