// The hash of a receipt as a leaf of its log.
import { beginningsOf, sha256 } from '@countersign/native'

/** Room for a leaf of the usual size: 0x00 and the text in UTF-8. */
const leaf = Buffer.alloc(16 * 1024)
const leafOf = beginningsOf(leaf)
const BYTES_PER_CHARACTER_MAX = 3

/** RFC 9162, 2.1.1: SHA-256 over 0x00 and the payload. */
export function leafHashOf(text: string): Uint8Array {
  if (text.length * BYTES_PER_CHARACTER_MAX >= leaf.length) return sha256(Buffer.from(`\0${text}`))
  const end = 1 + leaf.write(text, 1, 'utf8')
  return sha256(leafOf(end))
}
