// Reads a COSE receipt, compares its header with the evidence, and checks its signature.
import { decodeBase64url, encodeBase64url } from '@countersign/json'
import { type DecodedReceipt, decodeReceipt, originOf, sigStructure } from '../cose.ts'
import type { Suite } from '../suite.ts'
import { AxisFailure, onAxis } from './report.ts'

/** What the signed header must say. */
export type Claimed = {
  kid: string
  org: string
  treeSize: number
}

/** Decodes a COSE receipt and compares what it signs with what the evidence or bundle claims. */
export function readCose(cose: string, claimed: Claimed): DecodedReceipt {
  const receipt = onAxis('cose', 'cose.malformed', () => decodeReceipt(decodeBase64url(cose)))
  checkReceipt(encodeBase64url(receipt.kid) === claimed.kid, 'cose.kid', 'names another key')
  checkReceipt(receipt.origin === originOf(claimed.org), 'cose.origin', `is of ${receipt.origin}`)
  checkReceipt(receipt.treeSize === claimed.treeSize, 'cose.size', `signs tree size ${receipt.treeSize}`)
  return receipt
}

export function checkReceipt(holds: boolean, code: string, detail: string): void {
  if (!holds) throw new AxisFailure('cose', code, `the cose receipt ${detail}`)
}

export function isSigned(suite: Suite, receipt: DecodedReceipt, root: Uint8Array, key: Uint8Array): boolean {
  return suite.verifyMlDsa65(key, sigStructure(receipt.protectedBytes, root), receipt.signature)
}
