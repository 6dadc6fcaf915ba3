// Reading the log: lists, evidence and bundles.

import { ApiError, type Handler, type Input, type Output } from '@countersign/contract'
import { encodeBase64url, encodeHex } from '@countersign/json'
import { rangeRoot } from '@countersign/merkle'
import {
  BUNDLE_FORMAT,
  type BundleHeader,
  encodeBundleHeader,
  encodeBundleLine,
  encodeReceipt,
} from '@countersign/receipt'
import type { Checkpoint, ReceiptFilter, StoredReceipt } from '../ports.ts'
import { badCursor, type Context, decodeCursor, encodeCursor } from './context.ts'
import { evidenceOf, proofOf, readable } from './evidence.ts'

type Summary = Output<'receipts.list'>['data'][number]

export function listReceipts({ store }: Context): Handler<'receipts.list'> {
  return async ({ caller }, query) => {
    const after = afterOf(query.cursor)
    const { rows, nextAfter } = await store.receipts.list(caller.orgId, filterOf(query, caller.agentId), {
      limit: query.limit,
      order: query.order,
      ...(after !== undefined && { after }),
    })
    return {
      data: rows.map(summaryOf),
      ...(nextAfter !== undefined && { next_cursor: encodeCursor(nextAfter) }),
    }
  }
}

function afterOf(cursor: string | undefined): number | undefined {
  const text = decodeCursor(cursor)
  if (text === undefined) return undefined
  if (!/^[0-9]{1,16}$/.test(text)) throw badCursor()
  return Number(text)
}

/** An agent's key sees its own agent, whatever it asks for. */
function filterOf(query: Input<'receipts.list'>, ownAgent: string | undefined): ReceiptFilter {
  const agentId = ownAgent ?? query.agent_id
  const wanted = {
    agentId:
      ownAgent !== undefined && query.agent_id !== undefined && query.agent_id !== ownAgent ? '' : agentId,
    type: query.type,
    verdict: query.verdict,
    action: query.action,
    tool: query.tool,
    gateId: query.gate_id,
    approvalId: query.approval_id,
    sessionId: query.session_id,
    from: query.from,
    to: query.to,
  }
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined))
}

function summaryOf(stored: StoredReceipt): Summary {
  const payload = JSON.parse(stored.text)
  const optional = {
    agent_id: payload.agent,
    action: payload.action?.name,
    tool: payload.action?.tool,
    verdict: payload.decision?.verdict,
    gate_id: payload.gate?.id,
    approval_id: payload.approval?.id,
    session_id: payload.session,
    run_id: payload.run,
    environment: payload.environment,
    outcome: payload.outcome?.status,
  }
  return {
    id: payload.id,
    type: payload.type,
    seq: payload.seq,
    issued_at: payload.issued_at,
    leaf_hash: encodeHex(stored.leafHash),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  }
}

export function getReceipt(context: Context): Handler<'receipts.get'> {
  return async ({ caller }, { receipt_id: id }) => {
    const evidence = await evidenceOf(context, caller.orgId, await readable(context, caller, id))
    return evidence as Output<'receipts.get'>
  }
}

export function getCose(context: Context): Handler<'receipts.cose'> {
  return async ({ caller }, { receipt_id: id }) => {
    const { cose } = await proofOf(context, caller.orgId, await readable(context, caller, id))
    return cose
  }
}

export function exportBundle(context: Context): Handler<'receipts.export'> {
  return async ({ caller }, query) => {
    const { orgId } = caller
    const head = await context.store.log.checkpoint(orgId)
    if (head === undefined) throw new ApiError('not_found')
    const { from, to } = await windowOf(context, orgId, query, head.treeSize)
    const header = await headerOf(context, orgId, head, { from, to, since: query.since_size })
    return lines(context, orgId, header, query.disclosures === true)
  }
}

async function windowOf(
  { store }: Context,
  orgId: string,
  query: Input<'receipts.export'>,
  size: number,
): Promise<{ from: number; to: number }> {
  const seqAt = async (seq: number | undefined, time: number | undefined, otherwise: number) =>
    seq ?? (time === undefined ? otherwise : Math.min(await store.receipts.seqAt(orgId, time), size))
  const from = await seqAt(query.from_seq, query.from, 0)
  const to = await seqAt(query.to_seq, query.to, size)
  if (from >= to || to > size) {
    throw new ApiError('log.range', {
      detail: `receipts ${from} to ${to} of a log of ${size}: there are none`,
    })
  }
  if (query.since_size !== undefined && query.since_size > size) {
    throw new ApiError('log.range', { detail: `the log has ${size} receipts, fewer than \`since_size\`` })
  }
  return { from, to }
}

async function headerOf(
  { store, suite }: Context,
  orgId: string,
  head: Checkpoint,
  { from, to, since }: { from: number; to: number; since: number | undefined },
): Promise<BundleHeader> {
  const kid = encodeBase64url(head.kid)
  const keys = await store.log.keys(orgId)
  const signing = keys.filter((key) => encodeBase64url(key.kid) === kid)
  return {
    format: BUNDLE_FORMAT,
    org: orgId,
    origin: `countersign/${orgId}`,
    from,
    to,
    left: (await store.log.range(orgId, 0, from)).map(encodeHex),
    right: (await store.log.range(orgId, to, head.treeSize)).map(encodeHex),
    checkpoint: {
      cose: encodeBase64url(
        encodeReceipt({ protectedBytes: head.protectedHeader, signature: head.signature }),
      ),
      kid,
      root: encodeHex(head.root),
      tree_size: head.treeSize,
    },
    keys: {
      keys: signing.map((key) => ({
        alg: 'ML-DSA-65',
        kid,
        kty: 'AKP',
        pub: encodeBase64url(key.publicKey),
      })),
    },
    ...(since !== undefined &&
      since < head.treeSize && {
        consistency: {
          from_size: since,
          path: (await store.log.consistency(orgId, since, head.treeSize)).map(encodeHex),
          root: encodeHex(
            rangeRoot(suite.sha256, { begin: 0, end: since, hashes: await store.log.range(orgId, 0, since) }),
          ),
        },
      }),
  }
}

async function* lines(
  { store }: Context,
  orgId: string,
  header: BundleHeader,
  open: boolean,
): AsyncIterable<string> {
  yield withoutNewline(encodeBundleHeader(header))
  for await (const page of store.receipts.pages(orgId, header.from, header.to, open)) {
    for (const { text, disclosures } of page) yield withoutNewline(encodeBundleLine(text, disclosures))
  }
}

function withoutNewline(line: string): string {
  return line.slice(0, -1)
}
