// COSE receipts and checkpoints: what is signed, how it is encoded, and how it is read.
import { CodecError } from '@countersign/json'
import { ORIGIN_PATTERN } from '@countersign/terms'
import { type CborMap, type CborValue, decodeCbor, encodeCbor } from './cbor.ts'
import { hasLength, ML_DSA_65 } from './suite.ts'

// Labels of RFC 9052 (1, 4), RFC 9597 (15), RFC 9596 (16), RFC 9942 (395, 396) and RFC 8392 (claims 1, 6);
// the claim of the tree size is private, because RFC 9942 leaves the size of a proof unauthenticated.
const ALG = 1
const KID = 4
const CLAIMS = 15
const TYP = 16
const VDS = 395
const VDP = 396
const ISSUER = 1
const ISSUED_AT = 6
const TREE_SIZE = -65537
const INCLUSION = -1
const ML_DSA_65_ALG = -49
const RFC9162_SHA256 = 1
const RECEIPT_TYPE = 'application/countersign-receipt+cose'
const HASH_BYTES = 32
// A path is never longer than a safe integer has bits.
const PATH_MAX = 53

/**
 * The claims that one signature makes about a log: whose it is, which key signed, when, and at which size.
 */
export type ReceiptHeader = {
  /** RFC 7638 thumbprint of the signing key, 32 bytes. */
  kid: Uint8Array
  orgId: string
  /** Seconds since 1970. */
  iatSeconds: number
  /** Leaves under the signed root, at least 1. */
  treeSize: number
}

/** An RFC 9942 inclusion proof: leaf `index` of `treeSize`, path of 32-byte hashes, at least one. */
export type ReceiptProof = {
  treeSize: number
  index: number
  path: Uint8Array[]
}

/** A decoded receipt, or a checkpoint when it has no proof. */
export type DecodedReceipt = ReceiptHeader & {
  /** The log's name, `countersign/<org id>`. */
  origin: string
  /** The signed header, verbatim, as `sigStructure` needs it. */
  protectedBytes: Uint8Array
  signature: Uint8Array
  proof?: ReceiptProof
}

/** What `encodeReceipt` puts together. */
export type ReceiptParts = {
  protectedBytes: Uint8Array
  /** Raw ML-DSA-65 signature, 3,309 bytes. */
  signature: Uint8Array
  proof?: ReceiptProof | undefined
}

/** The log's name as the signature states it. */
export function originOf(orgId: string): string {
  return `countersign/${orgId}`
}

/**
 * The protected header all leaves of a commit share; throws `CodecError` `cose.header` for values no receipt
 * may have.
 */
export function protectedHeader(header: ReceiptHeader): Uint8Array {
  const { kid, orgId, iatSeconds, treeSize }: ReceiptHeader = Object(header)
  const bytes = encodeCbor(
    new Map<number, CborValue>([
      [ALG, ML_DSA_65_ALG],
      [KID, kid],
      [
        CLAIMS,
        new Map<number, CborValue>([
          [ISSUER, originOf(orgId)],
          [ISSUED_AT, iatSeconds],
          [TREE_SIZE, treeSize],
        ]),
      ],
      [TYP, RECEIPT_TYPE],
      [VDS, RFC9162_SHA256],
    ]),
  )
  decodeHeader(bytes)
  return bytes
}

/**
 * The bytes that are signed: RFC 9052 section 4.4 for COSE_Sign1, without external data; `root` is the
 * detached payload.
 */
export function sigStructure(protectedBytes: Uint8Array, root: Uint8Array): Uint8Array {
  return encodeCbor(['Signature1', protectedBytes, new Uint8Array(0), root])
}

/**
 * An RFC 9942 receipt for one leaf, or without proof the signed checkpoint; throws `CodecError` `cose.proof`
 * or `cose.signature`.
 */
export function encodeReceipt(parts: ReceiptParts): Uint8Array {
  const { protectedBytes, signature, proof }: ReceiptParts = Object(parts)
  requireSignature(signature)
  if (proof !== undefined) requireProofOf(proof)
  const unprotected = new Map<number, CborValue>()
  if (proof !== undefined) {
    const { treeSize, index, path } = proof
    unprotected.set(VDP, new Map([[INCLUSION, [encodeCbor([treeSize, index, path])]]]))
  }
  return encodeCbor({ tag: 18, value: [protectedBytes, unprotected, null, signature] })
}

/**
 * Reads a receipt or checkpoint of exactly this profile. Throws `CodecError`: a `cbor.…` code, or
 * `cose.shape`, `cose.header`, `cose.algorithm`, `cose.proof`, `cose.signature`. Whether the size claim, the
 * proof and the evidence agree is for the verifier to say.
 */
export function decodeReceipt(bytes: Uint8Array): DecodedReceipt {
  const message = decodeCbor(bytes)
  if (!isTagged(message)) throw new CodecError('cose.shape', 'not a COSE_Sign1 message with tag 18')
  const [protectedBytes, unprotected, payload, signature, ...rest] = items(message.value, 'cose.shape')
  const isSign1 =
    protectedBytes instanceof Uint8Array && unprotected instanceof Map && signature instanceof Uint8Array
  if (!isSign1 || payload !== null || rest.length > 0) {
    throw new CodecError('cose.shape', 'COSE_Sign1 must be [protected, unprotected, nil, signature]')
  }
  const header = decodeHeader(protectedBytes)
  requireSignature(signature)
  const proof = decodeProof(unprotected)
  return { ...header, origin: originOf(header.orgId), protectedBytes, signature, ...(proof && { proof }) }
}

function decodeHeader(bytes: Uint8Array): ReceiptHeader {
  const header = decodeCbor(bytes)
  const algorithm = header instanceof Map ? header.get(ALG) : undefined
  if (algorithm !== ML_DSA_65_ALG)
    throw new CodecError('cose.algorithm', 'the algorithm must be ML-DSA-65 (-49)')
  const [, kid, claims, typ, vds] = members(header, [ALG, KID, CLAIMS, TYP, VDS])
  const [issuer, iatSeconds, treeSize] = members(claims, [ISSUER, ISSUED_AT, TREE_SIZE])
  const orgId = typeof issuer === 'string' ? ORIGIN_PATTERN.exec(issuer)?.[1] : undefined
  if (
    !isHash(kid) ||
    typ !== RECEIPT_TYPE ||
    vds !== RFC9162_SHA256 ||
    orgId === undefined ||
    !isCount(iatSeconds) ||
    !isCount(treeSize) ||
    treeSize === 0
  ) {
    throw new CodecError('cose.header', 'a member of the protected header has a value no receipt has')
  }
  return { kid, orgId, iatSeconds, treeSize }
}

function decodeProof(unprotected: CborMap): ReceiptProof | undefined {
  if (unprotected.size === 0) return undefined
  const [proofs] = members(unprotected, [VDP], 'cose.proof')
  const [list] = members(proofs, [INCLUSION], 'cose.proof')
  const [encoded, ...more] = items(list, 'cose.proof')
  if (!(encoded instanceof Uint8Array) || more.length > 0) {
    throw new CodecError('cose.proof', 'a receipt has exactly one inclusion proof')
  }
  const [treeSize, index, path, ...rest] = items(decodeCbor(encoded), 'cose.proof')
  if (rest.length > 0) throw new CodecError('cose.proof', 'a proof is [size, index, path]')
  return requireProof(treeSize, index, path)
}

function requireProofOf(proof: ReceiptProof): void {
  const { treeSize, index, path }: ReceiptProof = Object(proof)
  requireProof(treeSize, index, path)
}

function requireProof(treeSize: unknown, index: unknown, path: unknown): ReceiptProof {
  const isPath = Array.isArray(path) && path.length > 0 && path.length <= PATH_MAX && path.every(isHash)
  if (!isCount(treeSize) || !isCount(index) || index >= treeSize || !isPath) {
    throw new CodecError('cose.proof', 'a proof is a size, an index below it, and a path of 1 to 53 hashes')
  }
  return { treeSize, index, path }
}

function requireSignature(signature: Uint8Array): void {
  if (!hasLength(signature, ML_DSA_65.signatureBytes)) {
    throw new CodecError('cose.signature', `a signature has ${ML_DSA_65.signatureBytes} bytes`)
  }
}

/** The values of a map that has these keys and no other. */
function members(map: unknown, keys: readonly number[], code = 'cose.header'): unknown[] {
  if (!(map instanceof Map) || map.size !== keys.length || !keys.every((key) => map.has(key))) {
    throw new CodecError(code, `expected a map with exactly the keys ${keys.join(', ')}`)
  }
  return keys.map((key) => map.get(key))
}

function items(value: unknown, code: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new CodecError(code, 'expected an array')
  return value
}

function isTagged(value: CborValue): value is { tag: 18; value: CborValue } {
  return typeof value === 'object' && value !== null && 'tag' in value
}

function isHash(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array && value.length === HASH_BYTES
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}
