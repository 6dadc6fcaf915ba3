// What an answer says about the receipt of its request.
import type { Output } from '@countersign/contract'
import type { Recorded } from '../ports/ledger.ts'

export function receiptRef({ payload, leafHash }: Recorded): Output<'gate'>['receipt'] {
  return { id: payload.id, type: payload.type, seq: payload.seq, leaf_hash: leafHash }
}

export function onlyReceipt(recorded: Recorded[]): Recorded {
  const [first] = recorded
  if (first === undefined) throw new Error('a change was recorded without a receipt')
  return first
}
