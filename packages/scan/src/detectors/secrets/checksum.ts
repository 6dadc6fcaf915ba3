// The checksum at the end of tokens of GitHub and npm: CRC-32 of what stands before, in base 62.
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const LENGTH = 6
const POLYNOMIAL = 0xedb88320

function crc32(text: string): number {
  let crc = 0xffffffff
  for (let at = 0; at < text.length; at += 1) {
    crc ^= text.charCodeAt(at)
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}

function base62(value: number): string {
  let text = ''
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) text = DIGITS.charAt(rest % 62) + text
  return text.padStart(LENGTH, '0')
}

/** Whether a token of 36 characters after its prefix ends in the checksum of the 30 before. */
export function hasChecksum(body: string): boolean {
  return body.length === 36 && base62(crc32(body.slice(0, -LENGTH))) === body.slice(-LENGTH)
}
