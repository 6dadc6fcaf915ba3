// Verifies the evidence of one receipt, axis by axis.
import { canonicalize, decodeHex, encodeHex, encodeUtf8 } from '@countersign/json'
import { inclusionRoot, leafHash, verifyConsistency } from '@countersign/merkle'
import { type Evidence, readEvidence } from '../evidence.ts'
import type { Payload } from '../payload/types.ts'
import type { Suite } from '../suite.ts'
import { checkReceipt, isSigned, readCose } from './cose.ts'
import { checkDisclosures, commitmentAt, digestOf, opens } from './disclosures.ts'
import { readTrust, standingOf } from './key.ts'
import { requireOptions, type VerifyOptions } from './options.ts'
import { closePasskeys, createPasskeys, followPasskeys } from './passkeys.ts'
import { readPayload } from './payload.ts'
import { type Axes, AxisFailure, createAxes, onAxis, type Report } from './report.ts'
import { compareRoots, readCheckpoint } from './since.ts'

const REQUIRED = ['structure', 'payload', 'leaf', 'inclusion', 'cose', 'signature', 'key']

/**
 * Verifies one receipt's evidence, given as JSON text or parsed. A failure is a report, never an exception; only invalid
 * options throw `ReceiptError`.
 */
export function verifyEvidence(suite: Suite, evidence: unknown, options: VerifyOptions = {}): Report {
  requireOptions(options)
  const asked = [
    ...(options.expectedOutput !== undefined ? ['output'] : []),
    ...(options.expectedArguments !== undefined ? ['arguments'] : []),
    ...(options.since !== undefined ? ['since'] : []),
  ]
  const axes = createAxes([...REQUIRED, 'disclosures', ...asked], ['disclosures', 'passkey'])
  const facts: Pick<Report, 'org' | 'tree_size' | 'where'> = {}
  try {
    const read = onAxis('structure', 'evidence.malformed', () => readEvidence(evidence))
    axes.passed('structure')
    facts.where = { seq: read.seq }
    facts.tree_size = read.tree_size
    const payload = checkPayloadText(suite, read)
    axes.passed('payload')
    facts.org = payload.org
    checkProof({ suite, axes, evidence: read, payload, options })
    delete facts.where
  } catch (error) {
    if (!(error instanceof AxisFailure)) throw error
    axes.failed(error)
  }
  return { verdict: axes.verdict(), axes: axes.list(), ...facts }
}

function checkPayloadText(suite: Suite, evidence: Evidence): Payload {
  return onAxis('payload', 'payload.malformed', () => {
    const payload = readPayload(suite, evidence.payload, 'the payload')
    if (payload.id !== evidence.id || payload.seq !== evidence.seq) {
      throw new AxisFailure('payload', 'payload.identity', 'id or seq differ from the payload')
    }
    if (canonicalize(evidence.receipt) !== evidence.payload) {
      throw new AxisFailure('payload', 'payload.copy', 'the parsed copy differs from the payload')
    }
    return payload
  })
}

type Work = {
  suite: Suite
  axes: Axes
  evidence: Evidence
  payload: Payload
  options: VerifyOptions
}

/** The cheap axes come first: a signature is checked only over what has passed them. */
function checkProof(work: Work): void {
  const { suite, axes, evidence, payload } = work
  const leaf = leafHash(suite.sha256, encodeUtf8(evidence.payload))
  if (encodeHex(leaf) !== evidence.leaf_hash) {
    throw new AxisFailure('leaf', 'leaf.mismatch', `seq ${evidence.seq} has leaf hash ${encodeHex(leaf)}`)
  }
  axes.passed('leaf')
  const path = evidence.inclusion_path.map(decodeHex)
  const root = inclusionRoot(suite.sha256, {
    index: evidence.seq,
    size: evidence.tree_size,
    leafHash: leaf,
    path,
  })
  if (root === undefined) {
    throw new AxisFailure('inclusion', 'inclusion.path', 'the path does not fit seq and tree size')
  }
  axes.passed('inclusion')
  const { tree_size: treeSize, kid } = evidence
  const receipt = readCose(evidence.cose, { kid, org: payload.org, treeSize })
  checkReceipt(receipt.proof?.treeSize === treeSize, 'cose.proof_size', 'proves another tree size')
  checkReceipt(receipt.proof?.index === evidence.seq, 'cose.index', 'proves another index')
  const proven = receipt.proof?.path.map(encodeHex).join()
  checkReceipt(proven === evidence.inclusion_path.join(), 'cose.path', 'carries another path')
  axes.passed('cose')
  checkOpened(work)
  checkSince(work, root)
  const publicKey = checkKey(work)
  if (publicKey === undefined) {
    axes.skipped('signature', 'signature.no_key', `the bytes of key ${kid} are not known`)
  } else if (isSigned(suite, receipt, root, publicKey)) {
    axes.passed('signature')
  } else {
    throw new AxisFailure('signature', 'signature.invalid', 'the signature is not of this key over this root')
  }
}

function checkOpened(work: Work): void {
  const { suite, axes, evidence, payload, options } = work
  const { opened, withoutValue } = checkDisclosures(suite, payload, evidence.disclosures)
  if (opened > 0) axes.passed('disclosures', `${opened} opened, ${withoutValue} without value`)
  else axes.skipped('disclosures', 'disclosures.none', 'no value was disclosed')
  const passkeys = createPasskeys()
  followPasskeys(suite, passkeys, payload, evidence.disclosures, payload.seq)
  closePasskeys(passkeys, axes)
  if (options.expectedArguments !== undefined) {
    checkExpected(work, 'arguments', 'action.arguments', [options.expectedArguments])
  }
  if (options.expectedOutput !== undefined) {
    // An outcome may have been reported by its digest alone; then that is what was committed.
    const digest = onAxis('output', 'output.unsupported', () => digestOf(suite, options.expectedOutput))
    checkExpected(work, 'output', 'outcome.output', [options.expectedOutput, digest])
  }
}

function checkExpected(work: Work, axis: string, path: string, values: readonly unknown[]): void {
  const commitment = commitmentAt(work.payload, path)
  if (commitment === undefined) {
    throw new AxisFailure(axis, `${axis}.absent`, `seq ${work.payload.seq} has no \`${path}\``)
  }
  const disclosure = work.evidence.disclosures.find((candidate) => candidate.path === path)
  if (disclosure === undefined) {
    work.axes.skipped(axis, `${axis}.no_salt`, `the salt of \`${path}\` is not disclosed`)
    return
  }
  const fits = onAxis(axis, `${axis}.unsupported`, () =>
    values.some((value) => opens(work.suite, commitment, disclosure, value)),
  )
  if (!fits) {
    throw new AxisFailure(
      axis,
      `${axis}.mismatch`,
      `seq ${work.payload.seq} committed to another \`${path}\``,
    )
  }
  work.axes.passed(axis)
}

function checkSince({ suite, axes, evidence, payload, options }: Work, root: Uint8Array): void {
  if (options.since === undefined) return
  const since = readCheckpoint(options.since)
  const size = evidence.tree_size
  if (since.size === size) {
    compareRoots(since, payload.org, root)
    axes.passed('since')
    return
  }
  compareRoots(since, payload.org)
  if (options.sinceProof === undefined) {
    axes.skipped('since', 'since.no_proof', `no consistency proof between ${since.size} and ${size}`)
    return
  }
  const [older, newer] = since.size < size ? [since, { size, root }] : [{ size, root }, since]
  const holds = onAxis('since', 'since.proof', () =>
    verifyConsistency(suite.sha256, {
      size1: older.size,
      size2: newer.size,
      root1: older.root,
      root2: newer.root,
      path: (options.sinceProof ?? []).map(decodeHex),
    }),
  )
  if (!holds) throw new AxisFailure('since', 'since.proof', 'the consistency proof does not hold')
  axes.passed('since')
}

function checkKey({ suite, axes, evidence, payload, options }: Work): Uint8Array | undefined {
  const { kid, tree_size: treeSize } = evidence
  if (options.org !== undefined && options.org !== payload.org) {
    throw new AxisFailure('key', 'key.org', `the receipt is of ${payload.org}`)
  }
  if (payload.type === 'log.genesis' && payload.log.kid !== kid) {
    throw new AxisFailure('key', 'key.genesis', 'the genesis receipt names another key')
  }
  if (payload.type === 'log.key_rotated') {
    // The retired key signs exactly up to its rotation, so nothing can follow a rotation in its commit.
    if (treeSize !== payload.seq + 1 || payload.log.retired !== kid) {
      throw new AxisFailure(
        'key',
        'key.rotation',
        `seq ${payload.seq} must be the last leaf the retired key signs`,
      )
    }
  }
  const standing = standingOf(readTrust(suite, options.trust), kid, treeSize)
  if (standing.isTrusted) axes.passed('key')
  else axes.skipped('key', standing.code, standing.detail)
  return standing.publicKey
}
