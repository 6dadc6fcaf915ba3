// Erases values behind commitments of a receipt, and the same values where its approval has spread them.
import type { Input, Output } from '@countersign/contract'
import { commitmentAt, type Payload } from '@countersign/receipt'
import { Fault } from '../../ports/faults.ts'
import type { Draft, Entry, Recorded, View, Work } from '../../ports/ledger.ts'
import type { ErasedPaths, Rewritten } from '../../ports/nouns.ts'
import type { Call, Handler } from '../call.ts'
import { type Committed, committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { repeatOf } from '../idempotency.ts'
import { seqOf } from '../position.ts'
import { onlyReceipt, receiptRef } from '../recorded.ts'
import { ApiError } from '../refusal.ts'
import { requireLateSignIn, requireStanding, requireWithin, standingNeeds } from '../standing.ts'
import { readable } from './evidence.ts'

/** That one receipt of an erasure names. */
const RECEIPTS_MAX = 64
const BYTES = 8 * 1024
/** How often it is tried again when something else was erased meanwhile. */
const ATTEMPTS_MAX = 3

type Answer = Output<'receipts.erase'>

/** A receipt, and what of it is to be erased. */
type Target = { payload: Payload; leafHash: string; paths: readonly string[] }

export function eraseReceipt(context: Context): Handler<'receipts.erase'> {
  return async (call, request) => {
    const target = await targetOf(context, call, request)
    const reason = committed(context, 'change.reason', request.reason)
    for (let n = 0; n < ATTEMPTS_MAX; n++) {
      const found = await find(context, call.caller.orgId, target)
      const answer = await context.store.record(
        call.caller.orgId,
        erasing(context, call, { target, reason, found }),
      )
      if (answer !== undefined) return answer
    }
    throw new Fault('busy')
  }
}

async function targetOf(
  context: Context,
  { caller }: Call,
  { receipt_id: id, paths }: Input<'receipts.erase'>,
): Promise<Target> {
  const { text, leafHash } = await readable(context, caller, id)
  // Our own canonical bytes, checked when they were written.
  const payload = JSON.parse(text) as Payload
  requireWithin(caller, ('environment' in payload && payload.environment) || null)
  const unknown = paths.findIndex((path) => commitmentAt(payload, path) === undefined)
  if (unknown !== -1) {
    const message = `a receipt of type \`${payload.type}\` has no commitment at \`${paths[unknown]}\`: look at its \`receipt\` with GET /v1/receipts/${id}`
    throw new ApiError('request.invalid', {
      detail: message,
      errors: [{ code: 'not_committed', pointer: `/paths/${unknown}`, message }],
    })
  }
  return { payload, leafHash: Buffer.from(leafHash).toString('hex'), paths: withMade(payload, paths) }
}

const ASKED = ['action.arguments', 'action.target']
/** Holds parts of what was asked: the facts that policies read, the arguments that were left. */
const MADE_OF_IT = ['decision.sanitized', 'policy.inputs']

/** With what was asked goes what was made of it. */
function withMade(payload: Payload, paths: readonly string[]): string[] {
  const made = MADE_OF_IT.filter((path) => commitmentAt(payload, path) !== undefined)
  return [...new Set([...paths, ...(paths.some((path) => ASKED.includes(path)) ? made : [])])]
}

type Found = {
  segments: Rewritten[]
  /** In the order of the log. */
  erased: { seq: number; receipt: string; paths: string[] }[]
  isComplete: boolean
}

/** The first receipts that still disclose it. */
async function find(context: Context, orgId: string, target: Target): Promise<Found> {
  const { receipts } = context.store
  for await (const { ids, paths, isLast } of portions(context, orgId, target)) {
    const { segments, erased, isComplete } = await receipts.without(orgId, paths)
    if (erased.size === 0) continue
    const named = [...erased].map(([seq, gone]) => ({
      seq,
      receipt: ids.get(seq) ?? '',
      paths: [...gone].sort(),
    }))
    return {
      segments,
      erased: named.sort((a, b) => a.seq - b.seq),
      isComplete: isLast && isComplete,
    }
  }
  return { segments: [], erased: [], isComplete: true }
}

type Portion = { ids: ReadonlyMap<number, string>; paths: ErasedPaths; isLast: boolean }

/** The receipt, and those that name its approval and have the same commitments, so that one salt opens all of them. */
async function* portions({ store }: Context, orgId: string, target: Target): AsyncIterable<Portion> {
  const approvalId = approvalOf(target.payload)
  let portion = [{ payload: target.payload, paths: target.paths }]
  for (let after: number | undefined; ; ) {
    const page = { limit: RECEIPTS_MAX - 1, order: 'asc' as const, ...(after !== undefined && { after }) }
    const { rows, nextAfter } =
      approvalId === undefined
        ? { rows: [], nextAfter: undefined }
        : await store.receipts.list(orgId, { approvalId }, page, ({ text }) => sharing(target, text))
    portion.push(...rows.flatMap((row) => row ?? []))
    yield {
      ids: new Map(portion.map(({ payload }) => [payload.seq, payload.id])),
      paths: new Map(portion.map(({ payload, paths }) => [payload.seq, new Set(paths)])),
      isLast: nextAfter === undefined,
    }
    if (nextAfter === undefined) return
    after = nextAfter
    portion = []
  }
}

function approvalOf(payload: Payload): string | undefined {
  return 'approval' in payload ? payload.approval?.id : undefined
}

/** What another receipt discloses of the same, under the same salt; undefined where that is nothing. */
function sharing(target: Target, text: string): { payload: Payload; paths: string[] } | undefined {
  const payload = JSON.parse(text) as Payload
  if (payload.seq === target.payload.seq) return undefined
  const shared = ASKED.filter((path) => {
    const { c } = commitmentAt(target.payload, path) ?? {}
    return target.paths.includes(path) && c !== undefined && commitmentAt(payload, path)?.c === c
  })
  return shared.length === 0 ? undefined : { payload, paths: withMade(payload, shared) }
}

type Erasing = { target: Target; reason: Committed; found: Found }

/** Undefined where a segment is not as it was read. */
function erasing(context: Context, call: Call, made: Erasing): Work<Answer | undefined> {
  const { caller } = call
  const { segments, erased, isComplete } = made.found
  return {
    needs: {
      ...standingNeeds(caller),
      gates: erased.map(({ seq }) => seq),
      segments: segments.map(({ treeSize }) => treeSize),
    },
    bytes: BYTES + segments.reduce((sum, { disclosures }) => sum + (disclosures?.length ?? 0), 0),
    // Whether more was left is not known any more: to ask again tells.
    ...repeatOf<Answer | undefined>(context, call, (_view, first) => answerOf(first, false)),
    decide(view) {
      requireStanding(view.config, caller)
      requireLateSignIn(caller, view.now)
      for (const { seq } of erased) requireEnded(view, seq)
      if (!areAsRead(view, segments)) return { entries: [], answer: () => undefined }
      if (erased.length === 0) return { entries: [], answer: () => ({ erased: [], complete: true }) }
      return {
        entries: [entryFor(call, made)],
        answer: (recorded) => answerOf(onlyReceipt(recorded), isComplete),
      }
    },
  }
}

/** Members must see what an open gate is about, and the agent's next call is compared with it. */
function requireEnded({ gates }: View, seq: number): void {
  const gate = gates.get(seq)
  if (gate === undefined || (gate.status !== 'open' && gate.status !== 'pending')) return
  const id = 'gate' in gate.opened ? gate.opened.gate?.id : undefined
  throw new ApiError('receipt.in_use', { detail: `the gate \`${id}\` is ${gate.status}` })
}

export function areAsRead({ disclosed }: View, segments: readonly Rewritten[]): boolean {
  return segments.every(({ treeSize, bytesBefore }) => disclosed.get(treeSize) === bytesBefore)
}

function entryFor({ caller }: Call, { target, reason, found }: Erasing): Entry {
  const erased = found.erased.map(({ receipt, paths }) => ({ receipt, paths }))
  return {
    draft: {
      type: 'data.erased',
      actor: caller.actor,
      change: { reason: reason.commitment },
      erased,
      ...(erased.some(({ receipt }) => receipt === target.payload.id) && gateOf(target)),
    },
    disclosures: [reason.disclosure],
    changes: [{ kind: 'disclosures.erase', segments: found.segments, outputs: outputsOf(target) }],
  }
}

/** Where the receipt opened a gate. */
function gateOf({ payload, leafHash }: Target): Pick<Draft, 'gate'> {
  if (!('gate' in payload) || payload.gate === undefined || 'receipt' in payload.gate) return {}
  return {
    gate: { id: payload.gate.id, receipt: payload.id, seq: seqOf('rcp', payload.id), leaf_hash: leafHash },
  }
}

/** The digest of an output stands with the gate, too. */
function outputsOf({ payload, paths }: Target): number[] {
  if (!paths.includes('outcome.output') || !('gate' in payload)) return []
  return payload.gate !== undefined && 'seq' in payload.gate ? [payload.gate.seq] : []
}

function answerOf(recorded: Recorded, complete: boolean): Answer {
  const { payload } = recorded
  const erased = payload.type === 'data.erased' ? (payload.erased ?? []) : []
  return {
    erased: erased.map(({ receipt, paths }) => ({ receipt_id: receipt, paths })),
    complete,
    receipt: receiptRef(recorded),
  }
}
