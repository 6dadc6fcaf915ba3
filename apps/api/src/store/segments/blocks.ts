// What a commit stores of its receipts: a compressed block of payloads, and a sealed one of disclosures.
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { encodeHex } from '@countersign/json'
import type { Disclosure } from '@countersign/receipt'
import { seal, unseal } from '../../sealing.ts'
import { readJson } from '../json.ts'
import { leafHashOf } from './leaf.ts'
import { DISCLOSURE_SAMPLE, PAYLOAD_SAMPLE } from './samples.ts'

/** Fast, and no worse on text like ours than the levels above it. */
const LEVEL = 1
/** A block that claims to be larger is not ours. */
const BLOCK_BYTES_MAX = 256 * 1024 * 1024

/** Where a segment stands: its org, and the size of the log after it. */
export type Place = { orgId: string; treeSize: number }

/** [path, salt in base64url, value]. */
type Packed = [string, string, Disclosure['value']?]

/** What a segment stores, and the bytes of each block before it was compressed. */
export type Blocks = {
  payloads: Buffer
  payloadBytes: number
  disclosures: Buffer | null
  disclosureBytes: number
}

/** What of a receipt is packed; the hash is hex. */
export type PackedRow = {
  text: string
  recorded: { leafHash: string }
  disclosures: readonly Disclosure[]
}

/** The blocks of a batch that leaves the log at this size. */
export function packBlocks(dataKey: Uint8Array, place: Place, rows: readonly PackedRow[]): Blocks {
  // One a receipt: no canonical JSON text holds a line feed.
  const lines = rows.map(({ text }, n) => withoutPrev(text, rows[n - 1]?.recorded.leafHash))
  const plain = bytesOfLines(lines)
  // All that is left out is ASCII.
  const leftOut = lines.reduce((sum, line, n) => sum + (rows[n]?.text.length ?? 0) - line.length, 0)
  const disclosed = sealDisclosures(
    dataKey,
    place,
    rows.map(({ disclosures }) => disclosures),
  )
  return { payloads: compress(plain, PAYLOAD_SAMPLE), payloadBytes: plain.length + leftOut, ...disclosed }
}

export function unpackPayloads(block: Uint8Array, count: number): string[] {
  const texts: string[] = []
  for (const line of linesOf(decompress(block, PAYLOAD_SAMPLE), count))
    texts.push(withPrev(line, texts.at(-1)))
  return texts
}

const PREV = '"prev":"'
const PREV_LEFT_OUT = '"prev":""'
const OBJECT = '{'

/**
 * A text without the hash of the receipt before it, which is known where both stand in one block: it is as random as a
 * signature, and no compression makes it smaller. The brace at its beginning is left out as well, which says so.
 */
function withoutPrev(text: string, prev: string | undefined): string {
  if (prev === undefined || !text.startsWith(OBJECT) || text.includes(PREV_LEFT_OUT)) return text
  const at = text.indexOf(`${PREV}${prev}"`)
  if (at < 0) return text
  const from = at + PREV.length
  return text.slice(OBJECT.length, from) + text.slice(from + prev.length)
}

function withPrev(line: string, before: string | undefined): string {
  if (before === undefined || line.startsWith(OBJECT)) return line
  const from = line.indexOf(PREV_LEFT_OUT) + PREV.length
  if (from < PREV.length) throw new Error('a line of a block lacks its place for a hash')
  return OBJECT + line.slice(0, from) + encodeHex(leafHashOf(before)) + line.slice(from)
}

/** Lines, one a receipt, empty where it discloses nothing; nothing when all are. Readable only at its own place. */
export function sealDisclosures(
  dataKey: Uint8Array,
  place: Place,
  disclosures: readonly (readonly Disclosure[])[],
): Pick<Blocks, 'disclosures' | 'disclosureBytes'> {
  return sealLines(dataKey, place, disclosures.map(packLine))
}

function sealLines(
  dataKey: Uint8Array,
  place: Place,
  lines: readonly string[],
): Pick<Blocks, 'disclosures' | 'disclosureBytes'> {
  if (lines.every((line) => line === '')) return { disclosures: null, disclosureBytes: 0 }
  const plain = bytesOfLines(lines)
  const sealed = seal(dataKey, purposeOf(place), compress(plain, DISCLOSURE_SAMPLE))
  return { disclosures: Buffer.from(sealed), disclosureBytes: plain.length }
}

/** The disclosures of receipt `n` of the block. Throws when the key, the place or any byte differs. */
export function openDisclosures(
  dataKey: Uint8Array,
  place: Place,
  sealed: Uint8Array,
  count: number,
): (n: number) => Disclosure[] {
  const lines = openLines(dataKey, place, sealed, count)
  return (n) => unpackLine(lines[n] ?? '')
}

function openLines(dataKey: Uint8Array, place: Place, sealed: Uint8Array, count: number): string[] {
  return linesOf(decompress(unseal(dataKey, purposeOf(place), sealed), DISCLOSURE_SAMPLE), count)
}

/** A block without what was erased of it, and the paths that each receipt no longer discloses. */
type Rest = Pick<Blocks, 'disclosures' | 'disclosureBytes'> & { gone: Map<number, string[]> }

/** Only the receipts that are named are read; undefined where they disclosed nothing that is to be erased. */
export function withoutDisclosures(
  dataKey: Uint8Array,
  place: Place,
  sealed: Uint8Array,
  count: number,
  isErased: ReadonlyMap<number, (path: string) => boolean>,
): Rest | undefined {
  const lines = openLines(dataKey, place, sealed, count)
  const gone = new Map<number, string[]>()
  for (const [n, isGone] of isErased) {
    const line = lines[n] ?? ''
    const packed = line === '' ? [] : (readJson(line) as Packed[])
    const paths = packed.map(([path]) => path).filter(isGone)
    if (paths.length === 0) continue
    gone.set(n, paths)
    const left = packed.filter(([path]) => !isGone(path))
    lines[n] = left.length === 0 ? '' : JSON.stringify(left)
  }
  return gone.size === 0 ? undefined : { ...sealLines(dataKey, place, lines), gone }
}

function packLine(disclosures: readonly Disclosure[]): string {
  if (disclosures.length === 0) return ''
  return JSON.stringify(disclosures.map(packed))
}

/** Where a salt is turned from hex into base64url. */
const turned = Buffer.alloc(32)

function packed({ path, salt, value }: Disclosure): Packed {
  return [path, turned.toString('base64url', 0, turned.write(salt, 'hex')), value]
}

function unpackLine(line: string): Disclosure[] {
  if (line === '') return []
  return (readJson(line) as Packed[]).map(([path, salt, value]) => ({
    path,
    salt: Buffer.from(salt, 'base64url').toString('hex'),
    ...(value !== undefined && value !== null && { value }),
  }))
}

const LINE_FEED = 0x0a

/** Each line is written into the bytes: joining them first would make another copy. */
function bytesOfLines(lines: readonly string[]): Buffer {
  const length = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0)
  const bytes = Buffer.allocUnsafe(length)
  let at = 0
  for (const line of lines) {
    at += bytes.write(line, at, 'utf8')
    bytes[at] = LINE_FEED
    at += 1
  }
  // There is none behind the last one.
  return bytes.subarray(0, Math.max(0, at - 1))
}

function linesOf(bytes: Buffer, count: number): string[] {
  const lines = bytes.toString('utf8').split('\n')
  if (lines.length !== count) throw new Error(`a block of ${count} receipts holds ${lines.length}`)
  return lines
}

function compress(bytes: Buffer, sample: Buffer): Buffer {
  return zstdCompressSync(bytes, {
    dictionary: sample,
    params: { [constants.ZSTD_c_compressionLevel]: LEVEL },
  })
}

function decompress(block: Uint8Array, sample: Buffer): Buffer {
  return zstdDecompressSync(block, { dictionary: sample, maxOutputLength: BLOCK_BYTES_MAX })
}

function purposeOf({ orgId, treeSize }: Place): string {
  return `${orgId}/disclosures/${treeSize}`
}
