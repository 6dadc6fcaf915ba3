// Reads the files of a gzipped tar archive, which the public Cedar vectors come in.
import { gunzipSync } from 'node:zlib'

const BLOCK = 512

function textAt(bytes: Buffer, from: number, length: number): string {
  const field = bytes.subarray(from, from + length)
  const end = field.indexOf(0)
  return field.subarray(0, end < 0 ? length : end).toString('utf8')
}

/** The files of a gzipped tar by their path; enough of the format for archives with short names. */
export function untar(gzipped: Uint8Array): Map<string, string> {
  const bytes = gunzipSync(gzipped)
  const files = new Map<string, string>()
  for (let at = 0; at + BLOCK <= bytes.length && bytes[at] !== 0; ) {
    const size = Number.parseInt(textAt(bytes, at + 124, 12).trim(), 8)
    const type = textAt(bytes, at + 156, 1)
    const name = textAt(bytes, at, 100)
    if (type === '0' || type === '') files.set(name, bytes.toString('utf8', at + BLOCK, at + BLOCK + size))
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK
  }
  return files
}
