// Encodes the CBOR values that receipts use, in deterministic form.
import { CodecError, encodeUtf8 } from '@countersign/json'

/**
 * The CBOR that receipts use: safe integers, byte and text strings, arrays, maps with integer keys, tag 18
 * and null.
 */
export type CborValue = number | string | Uint8Array | null | readonly CborValue[] | CborMap | CborTag
/** A map with integer keys, in any order; it is written in the order of RFC 8949 section 4.2.1. */
export type CborMap = ReadonlyMap<number, CborValue>
/** A COSE_Sign1 message: tag 18 of RFC 9052. */
export type CborTag = {
  readonly tag: 18
  readonly value: CborValue
}

const WORD = 2 ** 32

/**
 * Deterministic CBOR (RFC 8949 section 4.2.1) of a value; throws `CodecError` `cbor.unsupported` for anything
 * else.
 */
export function encodeCbor(value: CborValue): Uint8Array {
  const chunks: Uint8Array[] = []
  write(chunks, value)
  const bytes = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

function write(chunks: Uint8Array[], value: CborValue): void {
  if (typeof value === 'number') {
    writeInteger(chunks, value)
  } else if (typeof value === 'string') {
    const text = encodeUtf8(value)
    chunks.push(head(3, text.length), text)
  } else if (value === null) {
    chunks.push(Uint8Array.of(0xf6))
  } else if (value instanceof Uint8Array) {
    chunks.push(head(2, value.length), value)
  } else if (value instanceof Map) {
    writeMap(chunks, value)
  } else if (isArray(value)) {
    chunks.push(head(4, value.length))
    for (const item of value) write(chunks, item)
  } else if (isTag(value)) {
    chunks.push(head(6, value.tag))
    write(chunks, value.value)
  } else {
    throw new CodecError('cbor.unsupported', `a ${typeof value} is not in this subset of CBOR`)
  }
}

function writeMap(chunks: Uint8Array[], map: CborMap): void {
  chunks.push(head(5, map.size))
  for (const [key, value] of [...map].sort(([a], [b]) => keyRank(a) - keyRank(b))) {
    writeInteger(chunks, key)
    write(chunks, value)
  }
}

/** Sorting by this is sorting by encoded bytes: 0, 1, 2 … come first, then -1, -2, -3 …. */
export function keyRank(key: number): number {
  return key >= 0 ? key - Number.MAX_SAFE_INTEGER - 1 : -key
}

function writeInteger(chunks: Uint8Array[], value: number): void {
  if (!Number.isSafeInteger(value)) throw new CodecError('cbor.unsupported', 'numbers must be safe integers')
  chunks.push(value < 0 ? head(1, -1 - value) : head(0, value))
}

/** Major type and argument in the shortest form. */
function head(major: number, argument: number): Uint8Array {
  const type = major << 5
  if (argument < 24) return Uint8Array.of(type | argument)
  if (argument < 0x100) return Uint8Array.of(type | 24, argument)
  if (argument < 0x10000) return Uint8Array.of(type | 25, argument >> 8, argument)
  if (argument < WORD) return Uint8Array.of(type | 26, ...word(argument))
  return Uint8Array.of(type | 27, ...word(Math.floor(argument / WORD)), ...word(argument % WORD))
}

function word(n: number): number[] {
  return [n >>> 24, n >>> 16, n >>> 8, n]
}

// Array.isArray does not narrow a readonly array.
function isArray(value: object): value is readonly CborValue[] {
  return Array.isArray(value)
}

function isTag(value: unknown): value is CborTag {
  return typeof value === 'object' && value !== null && 'tag' in value && value.tag === 18 && 'value' in value
}
