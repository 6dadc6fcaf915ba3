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

/** Bytes that are written one behind the other, and make room as they fill up. */
type Output = { bytes: Uint8Array; at: number }

/** A header takes about 200. */
const USUAL_BYTES = 256

/**
 * Deterministic CBOR (RFC 8949 section 4.2.1) of a value; throws `CodecError` `cbor.unsupported` for anything
 * else.
 */
export function encodeCbor(value: CborValue): Uint8Array {
  const output: Output = { bytes: new Uint8Array(USUAL_BYTES), at: 0 }
  write(output, value)
  return output.bytes.slice(0, output.at)
}

function write(output: Output, value: CborValue): void {
  if (typeof value === 'number') {
    writeInteger(output, value)
  } else if (typeof value === 'string') {
    const text = encodeUtf8(value)
    writeHead(output, 3, text.length)
    writeBytes(output, text)
  } else if (value === null) {
    writeByte(output, 0xf6)
  } else if (value instanceof Uint8Array) {
    writeHead(output, 2, value.length)
    writeBytes(output, value)
  } else if (value instanceof Map) {
    writeMap(output, value)
  } else if (isArray(value)) {
    writeHead(output, 4, value.length)
    for (const item of value) write(output, item)
  } else if (isTag(value)) {
    writeHead(output, 6, value.tag)
    write(output, value.value)
  } else {
    throw new CodecError('cbor.unsupported', `a ${typeof value} is not in this subset of CBOR`)
  }
}

function writeMap(output: Output, map: CborMap): void {
  writeHead(output, 5, map.size)
  for (const key of keysInOrder(map)) {
    writeInteger(output, key)
    write(output, map.get(key) as CborValue)
  }
}

/** Most maps are made in their order. */
function keysInOrder(map: CborMap): number[] {
  const keys = Array.from(map.keys())
  const isSorted = keys.every((key, at) => at === 0 || keyRank(keys[at - 1] ?? key) < keyRank(key))
  return isSorted ? keys : keys.sort((a, b) => keyRank(a) - keyRank(b))
}

/** Sorting by this is sorting by encoded bytes: 0, 1, 2 … come first, then -1, -2, -3 …. */
export function keyRank(key: number): number {
  return key >= 0 ? key - Number.MAX_SAFE_INTEGER - 1 : -key
}

function writeInteger(output: Output, value: number): void {
  if (!Number.isSafeInteger(value)) throw new CodecError('cbor.unsupported', 'numbers must be safe integers')
  if (value < 0) writeHead(output, 1, -1 - value)
  else writeHead(output, 0, value)
}

/** Major type and argument in the shortest form. */
function writeHead(output: Output, major: number, argument: number): void {
  const type = major << 5
  if (argument < 24) {
    writeByte(output, type | argument)
    return
  }
  const width = widthOf(argument)
  writeByte(output, type | (24 + Math.log2(width)))
  for (let left = width - 1; left >= 0; left--) writeByte(output, Math.floor(argument / 256 ** left) % 256)
}

function widthOf(argument: number): number {
  if (argument < 2 ** 8) return 1
  if (argument < 2 ** 16) return 2
  return argument < 2 ** 32 ? 4 : 8
}

function writeByte(output: Output, byte: number): void {
  makeRoom(output, 1)
  output.bytes[output.at] = byte
  output.at += 1
}

function writeBytes(output: Output, bytes: Uint8Array): void {
  makeRoom(output, bytes.length)
  output.bytes.set(bytes, output.at)
  output.at += bytes.length
}

function makeRoom(output: Output, length: number): void {
  const needed = output.at + length
  if (needed <= output.bytes.length) return
  const larger = new Uint8Array(Math.max(needed, 2 * output.bytes.length))
  larger.set(output.bytes)
  output.bytes = larger
}

// Array.isArray does not narrow a readonly array.
function isArray(value: object): value is readonly CborValue[] {
  return Array.isArray(value)
}

function isTag(value: unknown): value is CborTag {
  return typeof value === 'object' && value !== null && 'tag' in value && value.tag === 18 && 'value' in value
}
