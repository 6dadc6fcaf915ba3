// The state of a bundle while it is verified, and the checks of each receipt in it.
import { decodeBase64url, decodeHex, encodeBase64url, encodeHex, encodeUtf8 } from '@countersign/json'
import { appendLeaf, type CompactRange, leafHash, rangeRoot, rangeSizes } from '@countersign/merkle'
import { type BundleHeader, readBundleHeader, readBundleLine } from '../bundle.ts'
import { originOf } from '../cose.ts'
import { thumbprint } from '../jwk.ts'
import type { Payload } from '../payload/types.ts'
import type { Suite } from '../suite.ts'
import { checkDisclosures } from './disclosures.ts'
import { createErasures, type Erasures, followErasures } from './erasures.ts'
import type { TrustedKeys } from './key.ts'
import { createLinks, followLinks, type Links } from './links.ts'
import { createPasskeys, followPasskeys, type Passkeys } from './passkeys.ts'
import { readPayload } from './payload.ts'
import { AxisFailure, onAxis } from './report.ts'
import { createHistory, followKeys, type KeyHistory } from './rotation.ts'
import type { CallerCheckpoint } from './since.ts'

/** A bundle while its lines arrive: everything before `range.end` has been checked. */
export type Window = {
  readonly suite: Suite
  readonly header: BundleHeader
  readonly links: Links
  readonly erasures: Erasures
  readonly keys: KeyHistory
  readonly passkeys: Passkeys
  readonly since: CallerCheckpoint | undefined
  range: CompactRange
  prev: string | undefined
  issuedAt: number
  opened: number
  /** The log's root at the size of the kept checkpoint, once the window has passed it. */
  rootAtSince: Uint8Array | undefined
}

export function openWindow(
  suite: Suite,
  line: string,
  trusted: TrustedKeys,
  since: CallerCheckpoint | undefined,
): Window {
  const header = onAxis('structure', 'bundle.header', () => readBundleHeader(line))
  const carried = onAxis('structure', 'bundle.keys', () => readKeys(suite, header))
  checkHeader(header)
  const hashes = header.left.map(decodeHex)
  const window: Window = {
    suite,
    header,
    links: createLinks(),
    erasures: createErasures(header.from),
    keys: createHistory(trusted, carried),
    passkeys: createPasskeys(),
    since,
    range: { begin: 0, end: header.from, hashes },
    // When `from` is odd, the last hash on the left is the leaf just before the window.
    prev: header.from % 2 === 1 ? header.left.at(-1) : undefined,
    issuedAt: 0,
    opened: 0,
    rootAtSince: undefined,
  }
  rememberRoot(window)
  return window
}

function checkHeader(header: BundleHeader): void {
  const { from, to, left, right, handovers = [], checkpoint, consistency } = header
  const sizes = handovers.map((handover) => handover.tree_size)
  const conditions: [boolean, string][] = [
    [header.origin === originOf(header.org), 'origin does not fit org'],
    [from < to && to <= checkpoint.tree_size, 'from, to and tree_size are out of order'],
    [left.length === rangeSizes(0, from).length, 'left is not the compact range before from'],
    [
      from < to && right.length === rangeSizes(to, Math.max(to, checkpoint.tree_size)).length,
      'right is not the compact range after to',
    ],
    [isAscending(sizes) && sizes.every((size) => size > from && size <= to), 'handovers are not in order'],
    [consistency === undefined || consistency.from_size < checkpoint.tree_size, 'consistency is not older'],
  ]
  const broken = conditions.find(([holds]) => !holds)
  if (broken !== undefined) throw new AxisFailure('structure', 'bundle.header', broken[1])
}

/** Exactly the keys that sign, so that no byte of the bundle is beyond the signatures. */
function readKeys(suite: Suite, header: BundleHeader): Map<string, Uint8Array> {
  const signers = new Set([
    header.checkpoint.kid,
    ...(header.handovers ?? []).map((handover) => handover.kid),
  ])
  const kids = header.keys.keys.map((key) => key.kid)
  if (!isAscending(kids) || kids.length !== signers.size || !kids.every((kid) => signers.has(kid))) {
    throw new AxisFailure('structure', 'bundle.keys', 'keys are not exactly the signers in order')
  }
  return new Map(
    header.keys.keys.map(({ kid, pub }) => {
      const publicKey = decodeBase64url(pub)
      if (encodeBase64url(thumbprint(suite, publicKey)) !== kid) {
        throw new AxisFailure('structure', 'bundle.keys', `key ${kid} has another thumbprint`)
      }
      return [kid, publicKey]
    }),
  )
}

function isAscending(values: readonly (string | number)[]): boolean {
  return values.every((value, index) => index === 0 || (values[index - 1] as string | number) < value)
}

export function takeLine(window: Window, text: string): void {
  const { suite, header } = window
  const seq = window.range.end
  const line = onAxis('structure', 'bundle.line', () => readBundleLine(text))
  if (seq >= header.to)
    throw new AxisFailure('completeness', 'completeness.extra', `receipts after seq ${seq - 1}`)
  const payload = readPayload(suite, line.payload, `seq ${seq}`)
  if (payload.org !== header.org) {
    throw new AxisFailure('payload', 'payload.org', `seq ${seq} is of ${payload.org}`)
  }
  if (payload.seq !== seq) {
    throw new AxisFailure(
      'completeness',
      'completeness.gap',
      `seq ${payload.seq} was found where seq ${seq} was expected`,
    )
  }
  checkChain(window, payload)
  const hash = leafHash(suite.sha256, encodeUtf8(line.payload))
  window.range = appendLeaf(suite.sha256, window.range, hash)
  window.prev = encodeHex(hash)
  window.issuedAt = payload.issued_at
  rememberRoot(window)
  followLinks(suite, window.links, payload, window.prev, header.from)
  followErasures(window.erasures, payload)
  followKeys(suite, window.keys, payload, header, window.range)
  const disclosures = line.disclosures ?? []
  window.opened += checkDisclosures(suite, payload, disclosures).opened
  followPasskeys(suite, window.passkeys, payload, disclosures, header.from)
}

function checkChain(window: Window, payload: Payload): void {
  const { seq } = payload
  if (window.prev !== undefined && payload.prev !== window.prev) {
    throw new AxisFailure('chain', 'chain.prev', `seq ${seq} does not follow the receipt before it`)
  }
  if (payload.issued_at < window.issuedAt) {
    throw new AxisFailure('chain', 'chain.time', `seq ${seq} was issued before its predecessor`)
  }
}

function rememberRoot(window: Window): void {
  if (window.since?.size === window.range.end) {
    window.rootAtSince = rangeRoot(window.suite.sha256, window.range)
  }
}
