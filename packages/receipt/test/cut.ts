// Cuts evidence, bundles and checkpoints out of a test log, and signs them.
import { encodeBase64url, encodeHex, type JsonObject, parseJson } from '@countersign/json'
import { consistencyPath, inclusionPath, planRange, rootOf } from '@countersign/merkle'
import {
  type BundleHeader,
  type BundleKey,
  type Evidence,
  encodeBundleHeader,
  encodeBundleLine,
  encodeReceipt,
  type KeySet,
  protectedHeader,
  sigStructure,
} from '../src/index.ts'
import { type LogKey, leaves, rootAt, START_MS, sha256, signerAt, type TestLog } from './log.ts'

const signatures = new Map<string, Uint8Array>()

export type Signing = {
  org: string
  root: Uint8Array
  size: number
  key: LogKey
  proof?: { treeSize: number; index: number; path: Uint8Array[] }
  claimedSize?: number
  origin?: string
}

/** A COSE receipt; signing takes long, so one signature serves all equal messages. */
export function signedCose({ org, root, size, key, proof, claimedSize }: Signing): string {
  const protectedBytes = protectedHeader({
    kid: Uint8Array.from(Buffer.from(key.kid, 'base64url')),
    orgId: org,
    iatSeconds: START_MS / 1000 + size,
    treeSize: claimedSize ?? size,
  })
  const message = sigStructure(protectedBytes, root)
  const name = `${key.kid} ${encodeHex(message)}`
  const signature = signatures.get(name) ?? key.sign(message)
  signatures.set(name, signature)
  return encodeBase64url(encodeReceipt({ protectedBytes, signature, proof }))
}

/** Evidence of one receipt under the commit that holds it, or under another size. */
export function evidenceOf(log: TestLog, seq: number, size = commitOf(log, seq)): Evidence {
  const entry = log.entries[seq]
  if (entry === undefined) throw new RangeError(`no receipt ${seq}`)
  const path = inclusionPath(sha256, leaves(log, size), seq)
  const key = signerAt(log, size)
  return {
    id: entry.payload.id,
    payload: entry.text,
    receipt: parseJson(entry.text) as JsonObject,
    leaf_hash: encodeHex(entry.leaf),
    seq,
    tree_size: size,
    inclusion_path: path.map(encodeHex),
    kid: key.kid,
    cose: signedCose({
      org: log.org,
      root: rootAt(log, size),
      size,
      key,
      proof: { treeSize: size, index: seq, path },
    }),
    disclosures: entry.disclosures,
  }
}

export function commitOf(log: TestLog, seq: number): number {
  const size = log.commits.find((commitSize) => commitSize > seq)
  if (size === undefined) throw new RangeError(`receipt ${seq} is in no commit`)
  return size
}

export type Cut = {
  from?: number
  to?: number
  size?: number
  handovers?: boolean
  consistencyFrom?: number
  disclose?: boolean
}

export function headerOf(log: TestLog, cut: Cut = {}): BundleHeader {
  const size = cut.size ?? log.commits.at(-1) ?? 0
  const { from = 0, to = size } = cut
  const hashes = leaves(log, size)
  function range(begin: number, end: number): string[] {
    return planRange(begin, end).map(({ level, index }) =>
      encodeHex(rootOf(sha256, hashes.slice(index * 2 ** level, (index + 1) * 2 ** level))),
    )
  }
  const key = signerAt(log, size)
  const root = rootAt(log, size)
  const handovers = cut.handovers
    ? log.spans.flatMap(({ key: old, until }) =>
        until === undefined || until <= from || until > to
          ? []
          : [{ cose: checkpointCose(log, until, old), kid: old.kid, tree_size: until }],
      )
    : []
  const signers = new Map([[key.kid, key]])
  for (const span of log.spans) {
    if (handovers.some(({ kid }) => kid === span.key.kid)) signers.set(span.key.kid, span.key)
  }
  const older = cut.consistencyFrom
  return {
    format: 'countersign-bundle/1',
    org: log.org,
    origin: `countersign/${log.org}`,
    from,
    to,
    left: range(0, from),
    right: range(to, size),
    checkpoint: {
      cose: signedCose({ org: log.org, root, size, key }),
      kid: key.kid,
      root: encodeHex(root),
      tree_size: size,
    },
    keys: { keys: [...signers.values()].map(bundleKey).sort((a, b) => (a.kid < b.kid ? -1 : 1)) },
    ...(handovers.length > 0 && { handovers }),
    ...(older !== undefined && {
      consistency: {
        from_size: older,
        path: consistencyPath(sha256, hashes, older).map(encodeHex),
        root: encodeHex(rootAt(log, older)),
      },
    }),
  }
}

function checkpointCose(log: TestLog, size: number, key: LogKey): string {
  return signedCose({ org: log.org, root: rootAt(log, size), size, key })
}

export function bundleKey(key: LogKey): BundleKey {
  return {
    alg: 'ML-DSA-65',
    kid: key.kid,
    kty: 'AKP',
    pub: encodeBase64url(key.publicKey),
  }
}

export function bundleOf(log: TestLog, cut: Cut = {}): string {
  const header = headerOf(log, cut)
  return encodeBundleHeader(header) + linesOf(log, header.from, header.to, cut.disclose ?? true).join('')
}

export function linesOf(log: TestLog, from: number, to: number, disclose = true): string[] {
  return log.entries
    .slice(from, to)
    .map(({ text, disclosures }) => encodeBundleLine(text, disclose ? disclosures : []))
}

export function keySetOf(log: TestLog): KeySet {
  return {
    keys: log.spans.map(({ key, from, until }) => ({
      ...bundleKey(key),
      from_size: from,
      ...(until !== undefined && { until_size: until }),
    })),
  }
}

export function checkpointOf(log: TestLog, size: number) {
  return {
    tree_size: size,
    root: encodeHex(rootAt(log, size)),
    origin: `countersign/${log.org}`,
  }
}
