// A part of the log as a bundle that verifies offline.

import type { Input } from '@countersign/contract'
import { encodeBase64url, encodeHex } from '@countersign/json'
import { rangeRoot } from '@countersign/merkle'
import {
  BUNDLE_FORMAT,
  type BundleHandover,
  type BundleHeader,
  encodeBundleHeader,
  encodeBundleLine,
  encodeReceipt,
} from '@countersign/receipt'
import type { Checkpoint } from '../../ports/nouns.ts'
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../refusal.ts'

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
  async function seqAt(seq: number | undefined, time: number | undefined, otherwise: number) {
    return seq ?? (time === undefined ? otherwise : Math.min(await store.receipts.seqAt(orgId, time), size))
  }
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
  const keys = (await store.log.keys(orgId)).map((key) => ({ ...key, kid: encodeBase64url(key.kid) }))
  const handovers = await handoversOf(store, orgId, keys, { from, to })
  const signers = new Set([kid, ...handovers.map((handover) => handover.kid)])
  const signing = keys.filter((key) => signers.has(key.kid)).sort((a, b) => (a.kid < b.kid ? -1 : 1))
  return {
    format: BUNDLE_FORMAT,
    org: orgId,
    origin: `countersign/${orgId}`,
    from,
    to,
    left: (await store.log.range(orgId, 0, from)).map(encodeHex),
    right: (await store.log.range(orgId, to, head.treeSize)).map(encodeHex),
    checkpoint: {
      cose: coseOf(head),
      kid,
      root: encodeHex(head.root),
      tree_size: head.treeSize,
    },
    keys: {
      keys: signing.map((key) => ({
        alg: 'ML-DSA-65',
        kid: key.kid,
        kty: 'AKP',
        pub: encodeBase64url(key.publicKey),
      })),
    },
    ...(handovers.length > 0 && { handovers }),
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

function coseOf({ protectedHeader, signature }: Checkpoint): string {
  return encodeBase64url(encodeReceipt({ protectedBytes: protectedHeader, signature }))
}

/** With the key of the head, as many as a header may carry. */
const HANDOVERS_MAX = 255

/** For each rotation in the window what the retired key signed last, so that trust in it reaches the next key. */
async function handoversOf(
  { log }: Context['store'],
  orgId: string,
  keys: readonly { kid: string; untilSize: number | null }[],
  { from, to }: { from: number; to: number },
): Promise<BundleHandover[]> {
  const handovers: BundleHandover[] = []
  const retired = keys.filter(({ untilSize }) => untilSize !== null && untilSize > from && untilSize <= to)
  for (const { kid, untilSize } of retired.slice(-HANDOVERS_MAX)) {
    const head = untilSize === null ? undefined : await log.checkpoint(orgId, untilSize - 1)
    if (head !== undefined) handovers.push({ cose: coseOf(head), kid, tree_size: head.treeSize })
  }
  return handovers
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
