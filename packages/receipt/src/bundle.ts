// The lines of a bundle: their types, how they are read, and how they are written.
import { canonicalize, parseJson } from '@countersign/json'
import { ID_PATTERNS, ORIGIN_PATTERN } from '@countersign/terms'
import type { Disclosure } from './commitment.ts'
import { coseText, disclosureList, EVIDENCE_DEPTH_MAX, hashText, kidText, payloadText } from './evidence.ts'
import { ReceiptError } from './payload/error.ts'
import { integer, list, object, oneOf, readAs, type Shape, text } from './payload/shape.ts'

/** What the member `format` of a bundle's first line says. */
export const BUNDLE_FORMAT = 'countersign-bundle/1'

/** A signed tree head inside a bundle: hashes in hex, `cose` and `kid` in base64url. */
export type BundleCheckpoint = {
  cose: string
  kid: string
  root: string
  tree_size: number
}

/** The head that the retired key signed over the commit that ends with its rotation. */
export type BundleHandover = {
  cose: string
  kid: string
  tree_size: number
}

/** Proof that the tree with this older size and root is a prefix of the checkpoint's. */
export type BundleConsistency = {
  from_size: number
  path: string[]
  root: string
}

/** A log key in a bundle: exactly these members, `kid` its thumbprint. */
export type BundleKey = {
  alg: 'ML-DSA-65'
  kid: string
  kty: 'AKP'
  pub: string
}

/** The first line of a bundle over the receipts `from` to `to` - 1. */
export type BundleHeader = {
  format: typeof BUNDLE_FORMAT
  org: string
  origin: string
  from: number
  to: number
  /** Compact range of the leaves before `from`. */
  left: string[]
  /** Compact range of the leaves from `to` to the tree size. */
  right: string[]
  checkpoint: BundleCheckpoint
  /** Exactly the keys that sign something in this bundle, by ascending `kid`. */
  keys: { keys: BundleKey[] }
  /** By ascending size; each belongs to a rotation inside the window. */
  handovers?: BundleHandover[]
  consistency?: BundleConsistency
}

/** One receipt of a bundle. */
export type BundleLine = {
  payload: string
  disclosures?: Disclosure[]
}

const size = integer(0, Number.MAX_SAFE_INTEGER)
const someSize = integer(1, Number.MAX_SAFE_INTEGER)
const path = list(hashText, 64)

const headerShape: Shape<BundleHeader> = object(
  {
    format: oneOf(BUNDLE_FORMAT),
    org: text(ID_PATTERNS.org),
    origin: text(ORIGIN_PATTERN),
    from: size,
    to: someSize,
    left: path,
    right: path,
    checkpoint: object({ cose: coseText, kid: kidText, root: hashText, tree_size: someSize }),
    keys: object({
      keys: list(
        object({
          alg: oneOf('ML-DSA-65'),
          kid: kidText,
          kty: oneOf('AKP'),
          pub: text(/^[A-Za-z0-9_-]{2603}$/),
        }),
        256,
      ),
    }),
  },
  {
    handovers: list(object({ cose: coseText, kid: kidText, tree_size: someSize }), 256),
    consistency: object({ from_size: someSize, path, root: hashText }),
  },
)

const lineShape: Shape<BundleLine> = object({ payload: payloadText }, { disclosures: disclosureList })

/** Reads the first line, without its newline; throws `JsonError` or `ReceiptError`. */
export function readBundleHeader(line: string): BundleHeader {
  return read(line, headerShape)
}

/** Reads any later line, without its newline; throws `JsonError` or `ReceiptError`. */
export function readBundleLine(line: string): BundleLine {
  return read(line, lineShape)
}

/** The first line of a bundle, newline included. */
export function encodeBundleHeader(header: BundleHeader): string {
  return `${canonicalize(header)}\n`
}

/** The line of one receipt, newline included; `payload` is the canonical text, verbatim. Throws `ReceiptError`. */
export function encodeBundleLine(payload: string, disclosures: readonly Disclosure[] = []): string {
  if (!Array.isArray(disclosures))
    throw new ReceiptError('payload.schema', 'disclosures', '`disclosures` must be a list')
  return `${canonicalize(disclosures.length === 0 ? { payload } : { disclosures, payload })}\n`
}

function read<T>(line: string, shape: Shape<T>): T {
  const value = parseJson(line, { maxDepth: EVIDENCE_DEPTH_MAX })
  if (canonicalize(value) !== line) {
    throw new ReceiptError('bundle.not_canonical', '', 'the line is not in canonical form')
  }
  return readAs(shape, value)
}
