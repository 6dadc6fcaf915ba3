// Converts offsets in a text to lines and columns, and UTF-8 bytes to UTF-16 units.

/** A place in a text: both from 1, columns in UTF-16 units. */
export type Place = {
  line: number
  column: number
}

/** The place of a UTF-16 offset. */
export function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, Math.max(0, offset))
  const start = before.lastIndexOf('\n') + 1
  let line = 1
  for (let at = before.indexOf('\n'); at >= 0; at = before.indexOf('\n', at + 1)) line += 1
  return { line, column: before.length - start + 1 }
}

function bytesOf(code: number): number {
  if (code < 0x80) return 1
  if (code < 0x800) return 2
  // Each half of a pair: two of the four bytes.
  return code >= 0xd800 && code < 0xe000 ? 2 : 3
}

/** How many bytes a text takes in UTF-8. */
export function utf8Bytes(text: string): number {
  let bytes = 0
  for (let at = 0; at < text.length; at++) bytes += bytesOf(text.charCodeAt(at))
  return bytes
}

/** The UTF-16 offset of a byte offset, which is what cedar-wasm counts in. */
export function unitsOf(text: string, byteOffset: number): number {
  let bytes = 0
  let at = 0
  while (at < text.length && bytes < byteOffset) {
    bytes += bytesOf(text.charCodeAt(at))
    at += 1
  }
  return at
}
