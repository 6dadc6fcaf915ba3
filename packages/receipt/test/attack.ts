// What the attack tests share: a log, its trusted keys, and ways to alter bundles and evidence.
import assert from 'node:assert/strict'
import { decodeBase64url, decodeHex, encodeBase64url } from '@countersign/json'
import { nativeSuite } from '@countersign/native'
import {
  type BundleHeader,
  decodeReceipt,
  type Evidence,
  encodeBundleHeader,
  encodeReceipt,
  type Payload,
  type Report,
  type VerifyOptions,
  verifyBundle,
  verifyEvidence,
} from '../src/index.ts'
import { nobleSuite } from '../src/noble.ts'
import * as make from './make.ts'
import { secondBundle } from './second-verifier.ts'

export const suite = nativeSuite() ?? nobleSuite
export const log = make.sampleLog()
export const trust = { keys: make.keySetOf(log) }

export function failureOf(report: Report): string {
  const failed = report.axes.filter((axis) => axis.status === 'failed')
  assert.equal(report.verdict, 'invalid', JSON.stringify(report))
  assert.equal(failed.length, 1)
  return failed[0]?.code ?? ''
}

export function uncheckedOf(report: Report): string[] {
  assert.equal(report.verdict, 'indeterminate', JSON.stringify(report))
  return report.axes
    .filter(({ status, name }) => status === 'not_checked' && name !== 'disclosures')
    .map(({ code }) => code ?? '')
}

/** Our verdict on a bundle, which the second verifier must share where the specification covers the options. */
export function check(bundle: string, options: VerifyOptions = { trust }): Report {
  const report = verifyBundle(suite, bundle, options)
  const isShared =
    nativeSuite() !== undefined && options.org === undefined && options.sinceProof === undefined
  if (isShared && options.since?.origin === undefined) {
    assert.equal(secondBundle(bundle, options).verdict, report.verdict, JSON.stringify(report))
  }
  return report
}

export function assertValid(report: Report): void {
  assert.equal(report.verdict, 'valid', JSON.stringify(report))
}

export function linesIn(bundle: string): string[] {
  return bundle.split('\n').slice(0, -1)
}

export function joined(lines: string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}

export function edited(cut: make.Cut, change: (header: BundleHeader) => void, on = log): string {
  const header = make.headerOf(on, cut)
  change(header)
  return encodeBundleHeader(header) + make.linesOf(on, header.from, header.to).join('')
}

export function patched(seq: number, change: (evidence: Evidence) => void): string {
  const evidence = structuredClone(make.evidenceOf(log, seq))
  change(evidence)
  return failureOf(verifyEvidence(suite, evidence, { trust }))
}

export function withOtherProof(
  evidence: Evidence,
  proof: { treeSize?: number; index?: number; path?: string[] },
): string {
  const { protectedBytes, signature } = decodeReceipt(decodeBase64url(evidence.cose))
  const treeSize = proof.treeSize ?? evidence.tree_size
  const path = (proof.path ?? evidence.inclusion_path).map(decodeHex)
  return encodeBase64url(
    encodeReceipt({
      protectedBytes,
      signature,
      proof: { treeSize, index: proof.index ?? evidence.seq, path },
    }),
  )
}

export function altered(base: make.TestLog, change: (payload: Payload) => void): string {
  const last = structuredClone(base.entries.at(-1)?.payload) ?? assert.fail()
  change(last)
  const copy = { ...base, entries: base.entries.slice(0, -1), commits: [2] }
  make.append(copy, last)
  make.signCommit(copy)
  return failureOf(check(make.bundleOf(copy, { disclose: false })))
}
