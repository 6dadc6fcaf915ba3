// The second verifier's reading of evidence, written from docs/receipt-format.md alone.

import { checkPasskey } from './passkey.ts'
import { B32, COSE, fits, HEX, isDisclosed, readPayload } from './payload.ts'
import {
  type Any,
  canon,
  checkHead,
  isSigned,
  leafOf,
  must,
  on,
  openDisclosures,
  outcomeOf,
  readCose,
  readJson,
  rootOfPath,
  standing,
  type Verdict,
} from './shared.ts'

export function secondEvidence(text: string, options: Any): Verdict {
  return outcomeOf(() => {
    const evidence = on('structure', 'evidence.malformed', () => readJson(text, 72))
    const { receipt: copy, disclosures, ...rest } = evidence
    const shape = {
      id: `rcp_${B32}{20}`,
      payload: '.*',
      leaf_hash: HEX,
      seq: 2 ** 53,
      tree_size: 2 ** 53,
      inclusion_path: [HEX],
      kid: '[\\w-]{43}',
      cose: COSE,
    }
    must(
      fits(shape, rest) && copy !== undefined && isDisclosed(disclosures),
      'structure',
      'evidence.malformed',
    )
    const payload = readPayload(evidence.payload)
    must(payload.id === evidence.id && payload.seq === evidence.seq, 'payload', 'payload.identity')
    must(canon(copy) === evidence.payload, 'payload', 'payload.copy')
    const leaf = leafOf(evidence.payload)
    must(leaf.toString('hex') === evidence.leaf_hash, 'leaf', 'leaf.mismatch')
    const root = rootOfPath(evidence.seq, evidence.tree_size, leaf, evidence.inclusion_path)
    const receipt = readCose(evidence.cose)
    checkHead(receipt, evidence.kid, payload.org, evidence.tree_size)
    must(receipt.proof?.size === evidence.tree_size, 'cose', 'cose.proof_size')
    must(receipt.proof?.index === evidence.seq, 'cose', 'cose.index')
    must(receipt.proof?.path.join() === evidence.inclusion_path.join(), 'cose', 'cose.path')
    openDisclosures(payload, disclosures)
    checkPasskey(payload, disclosures, new Map(), payload.seq)
    must(payload.type !== 'log.genesis' || payload.log.kid === evidence.kid, 'key', 'key.genesis')
    const isLast = evidence.tree_size === evidence.seq + 1 && payload.log?.retired === evidence.kid
    must(payload.type !== 'log.key_rotated' || isLast, 'key', 'key.rotation')
    const { isTrusted, pub } = standing(options, evidence.kid, evidence.tree_size)
    if (pub === undefined) return false
    must(isSigned(receipt, root, pub), 'signature', 'signature.invalid')
    return isTrusted
  })
}
