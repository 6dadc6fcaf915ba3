// The evidence of one receipt: its type, its shape, and how it is read.
import { JsonError, type JsonObject, parseJson } from '@countersign/json'
import { ID_PATTERNS, SHA256_PATTERN, THUMBPRINT_PATTERN } from '@countersign/terms'
import type { Disclosure } from './commitment.ts'
import { anything, integer, list, object, readAs, type Shape, text } from './payload/shape.ts'

/** Everything needed to verify one receipt: what `GET /v1/receipts/{id}` returns. */
export type Evidence = {
  id: string
  /** The canonical payload, verbatim. */
  payload: string
  /** The same payload, parsed. */
  receipt: JsonObject
  /** Lower-case hex, as all hashes. */
  leaf_hash: string
  seq: number
  /** Leaves in the tree of the receipt's own commit. */
  tree_size: number
  inclusion_path: string[]
  /** Thumbprint of the signing key in base64url. */
  kid: string
  /** RFC 9942 receipt in base64url. */
  cose: string
  disclosures: Disclosure[]
}

/** Open arrays and objects in evidence and bundles: a disclosed value may use 64 of them. */
export const EVIDENCE_DEPTH_MAX = 72

const size = integer(0, Number.MAX_SAFE_INTEGER)
export const hashText: Shape<string> = text(SHA256_PATTERN)
export const kidText: Shape<string> = text(THUMBPRINT_PATTERN)
export const coseText: Shape<string> = text(/^[A-Za-z0-9_-]{4000,16000}$/)
export const payloadText: Shape<string> = text(/^\{[^\n]{1,65534}\}$/)
export const disclosureList: Shape<Disclosure[]> = list(
  object({ path: text(/^[a-z_.]{1,64}$/), salt: hashText }, { value: anything }),
  16,
)

const shape: Shape<Evidence> = object({
  id: text(ID_PATTERNS.rcp),
  payload: payloadText,
  // Whatever it is, it must equal the payload, which is checked.
  receipt: anything as Shape<JsonObject>,
  leaf_hash: hashText,
  seq: size,
  tree_size: size,
  inclusion_path: list(hashText, 53),
  kid: kidText,
  cose: coseText,
  disclosures: disclosureList,
})

/** Reads evidence from JSON text or from a parsed value, both as deep at most; throws `JsonError` or `ReceiptError`. */
export function readEvidence(evidence: unknown): Evidence {
  if (typeof evidence === 'string')
    return readAs(shape, parseJson(evidence, { maxDepth: EVIDENCE_DEPTH_MAX }))
  requireDepth(evidence, EVIDENCE_DEPTH_MAX)
  return readAs(shape, evidence)
}

function requireDepth(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return
  if (depth === 0) throw new JsonError('json.depth', -1, `nested over ${EVIDENCE_DEPTH_MAX} deep`)
  for (const inner of Object.values(value)) requireDepth(inner, depth - 1)
}
