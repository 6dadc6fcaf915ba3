// A stored receipt as evidence: with its own commit's head and its path to it.
import { encodeBase64url, encodeHex } from '@countersign/json'
import { type Evidence, encodeReceipt, type Payload } from '@countersign/receipt'
import type { StoredReceipt } from '../../ports/nouns.ts'
import type { Caller } from '../call.ts'
import type { Context } from '../context.ts'
import { seqOf } from '../position.ts'
import { ApiError } from '../refusal.ts'

/** Agents do not get the facts that policies read: with them they could probe the policies. */
const HIDDEN_FROM_AGENTS = new Set(['policy.inputs'])

/** A receipt the caller may read; unknown, foreign and other agents' receipts are the same 404. */
export async function readable(context: Context, caller: Caller, id: string): Promise<StoredReceipt> {
  const stored = await context.store.receipts.get(caller.orgId, seqOf('rcp', id))
  if (stored === undefined) throw new ApiError('not_found')
  const payload = JSON.parse(stored.text) as Payload
  const agent = 'agent' in payload ? payload.agent : undefined
  if (payload.id !== id) throw new ApiError('not_found')
  if (caller.agentId !== undefined && caller.agentId !== agent) throw new ApiError('not_found')
  if (caller.agentId === undefined) return stored
  return { ...stored, disclosures: stored.disclosures.filter(({ path }) => !HIDDEN_FROM_AGENTS.has(path)) }
}

export async function proofOf({ store }: Context, orgId: string, stored: StoredReceipt) {
  const head = await store.log.checkpoint(orgId, stored.seq)
  if (head === undefined) throw new Error(`receipt ${stored.seq} of ${orgId} has no checkpoint`)
  const path = await store.log.inclusion(orgId, stored.seq, head.treeSize)
  const cose = encodeReceipt({
    protectedBytes: head.protectedHeader,
    signature: head.signature,
    proof: { treeSize: head.treeSize, index: stored.seq, path },
  })
  return { head, path, cose }
}

export async function evidenceOf(context: Context, orgId: string, stored: StoredReceipt): Promise<Evidence> {
  const { head, path, cose } = await proofOf(context, orgId, stored)
  const receipt = JSON.parse(stored.text)
  return {
    id: receipt.id,
    payload: stored.text,
    receipt,
    leaf_hash: encodeHex(stored.leafHash),
    seq: stored.seq,
    tree_size: head.treeSize,
    inclusion_path: path.map(encodeHex),
    kid: encodeBase64url(head.kid),
    cose: encodeBase64url(cose),
    disclosures: stored.disclosures,
  }
}
