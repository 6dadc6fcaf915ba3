// Decodes CBOR and refuses everything but its deterministic form.
import { CodecError, decodeUtf8 } from '@countersign/json'
import { type CborValue, keyRank } from './encode.ts'

type Reader = {
  readonly bytes: Uint8Array
  at: number
  depth: number
}

const DEPTH_MAX = 16

/**
 * Reads one value that fills all the bytes and is in deterministic form, so that encoding it again gives the
 * same bytes. Byte strings are copies. Throws `CodecError`: `cbor.truncated`, `cbor.trailing`,
 * `cbor.not_shortest`, `cbor.indefinite`, `cbor.map_order` (duplicates included), `cbor.integer_range`
 * (beyond safe integers), `cbor.text`, `cbor.depth` (over 16), or `cbor.unsupported` for floats, other tags,
 * simple values and map keys; `cbor.type` for anything but bytes.
 */
export function decodeCbor(bytes: Uint8Array): CborValue {
  if (!(bytes instanceof Uint8Array)) throw new CodecError('cbor.type', 'CBOR is read from a `Uint8Array`')
  const reader = { bytes, at: 0, depth: 0 }
  const value = read(reader)
  if (reader.at < bytes.length) throw refusal(reader, 'trailing', 'bytes after the value')
  return value
}

function read(reader: Reader): CborValue {
  const first = readByte(reader)
  const major = first >> 5
  if (major === 7) {
    if (first === 0xf6) return null
    throw refusal(reader, 'unsupported', 'floats and simple values other than null are not used')
  }
  const argument = readArgument(reader, first & 31)
  switch (major) {
    case 0:
      return argument
    case 1:
      return negative(reader, argument)
    case 2:
      return readBytes(reader, argument).slice()
    case 3:
      return readText(reader, argument)
    default:
      return readNested(reader, major, argument)
  }
}

function readNested(reader: Reader, major: number, argument: number): CborValue {
  if (++reader.depth > DEPTH_MAX) throw refusal(reader, 'depth', `nested deeper than ${DEPTH_MAX}`)
  const value =
    major === 4
      ? readArray(reader, argument)
      : major === 5
        ? readMap(reader, argument)
        : readTag(reader, argument)
  reader.depth--
  return value
}

function readArray(reader: Reader, length: number): CborValue[] {
  requireRoom(reader, length)
  return Array.from({ length }, () => read(reader))
}

function readMap(reader: Reader, size: number): Map<number, CborValue> {
  requireRoom(reader, 2 * size)
  const map = new Map<number, CborValue>()
  let rank = Number.NEGATIVE_INFINITY
  for (let i = 0; i < size; i++) {
    const key = readKey(reader)
    if (keyRank(key) <= rank) throw refusal(reader, 'map_order', 'map keys must be sorted and differ')
    rank = keyRank(key)
    map.set(key, read(reader))
  }
  return map
}

function readKey(reader: Reader): number {
  const first = readByte(reader)
  const major = first >> 5
  if (major > 1) throw refusal(reader, 'unsupported', 'map keys must be integers')
  const argument = readArgument(reader, first & 31)
  return major === 0 ? argument : negative(reader, argument)
}

function readTag(reader: Reader, tag: number): CborValue {
  if (tag !== 18) throw refusal(reader, 'unsupported', `tag ${tag} is not used`)
  return { tag, value: read(reader) }
}

function negative(reader: Reader, argument: number): number {
  const value = -1 - argument
  if (!Number.isSafeInteger(value)) throw outOfRange(reader)
  return value
}

function readText(reader: Reader, length: number): string {
  const bytes = readBytes(reader, length)
  try {
    return decodeUtf8(bytes)
  } catch {
    throw refusal(reader, 'text', 'a text string is not UTF-8')
  }
}

/** The argument of RFC 8949 section 3, which must not fit a shorter form. */
function readArgument(reader: Reader, info: number): number {
  if (info < 24) return info
  if (info === 31) throw refusal(reader, 'indefinite', 'indefinite lengths are not deterministic')
  if (info > 27) throw refusal(reader, 'unsupported', 'reserved additional information')
  const width = 1 << (info - 24)
  let argument = 0
  for (let left = width; left > 0; left--) argument = argument * 256 + readByte(reader)
  const least = width === 1 ? 24 : 256 ** (width / 2)
  if (argument < least) throw refusal(reader, 'not_shortest', 'an integer or length has a shorter form')
  if (!Number.isSafeInteger(argument)) throw outOfRange(reader)
  return argument
}

function readByte(reader: Reader): number {
  const byte = reader.bytes[reader.at++]
  if (byte === undefined) throw refusal(reader, 'truncated', 'the bytes end within a value')
  return byte
}

function readBytes(reader: Reader, length: number): Uint8Array {
  requireRoom(reader, length)
  reader.at += length
  return reader.bytes.subarray(reader.at - length, reader.at)
}

/** Refuses lengths that the input cannot hold before anything of that size is allocated. */
function requireRoom(reader: Reader, length: number): void {
  if (length > reader.bytes.length - reader.at)
    throw refusal(reader, 'truncated', 'the bytes end within a value')
}

function outOfRange(reader: Reader): CodecError {
  return refusal(reader, 'integer_range', 'an integer is beyond the safe range')
}

function refusal(reader: Reader, code: string, reason: string): CodecError {
  return new CodecError(`cbor.${code}`, `${reason} (near byte ${reader.at})`)
}
