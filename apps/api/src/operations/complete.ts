// Report what came of a gate; closes it exactly once.

import type { Input, Output } from '@countersign/contract'
import { canonicalize, encodeHex, encodeUtf8 } from '@countersign/json'
import type { Payload, PayloadOutcome } from '@countersign/receipt'
import type { Gate } from '../ports/gates.ts'
import type { Entry, Recorded, View, Work } from '../ports/ledger.ts'
import type { Call, Handler } from './call.ts'
import { type Committed, committed } from './commitment.ts'
import type { Context } from './context.ts'
import { stoppedBy } from './gates/stopped.ts'
import { heldBytes } from './held.ts'
import { repeatOf } from './idempotency.ts'
import { seqOf } from './position.ts'
import { onlyReceipt, receiptRef } from './recorded.ts'
import { ApiError } from './refusal.ts'
import { requireStanding, standingNeeds } from './standing.ts'

const TYPE_OF = { succeeded: 'action.completed', failed: 'action.failed', unknown: 'action.unknown' } as const

type Reported = {
  gateId: string
  outcome: PayloadOutcome
  disclosures: Committed['disclosure'][]
  digest: string | undefined
  idempotency: Committed | undefined
}

export function complete(context: Context): Handler<'complete'> {
  return async (call, request) =>
    context.store.record(call.caller.orgId, completion(context, call, report(context, call, request)))
}

const BYTES = 4 * 1024

/** The output is not among what waits for the lock. */
function completion(context: Context, call: Call, reported: Reported): Work<Output<'complete'>> {
  const { caller } = call
  const seq = seqOf('gte', reported.gateId)
  return {
    needs: { ...standingNeeds(caller), gates: [seq] },
    bytes: BYTES + heldBytes(reported.disclosures),
    ...repeatOf(context, call, (_view, first) => answer(reported, first)),
    decide(view) {
      requireStanding(view.config, caller)
      const gate = openGate(view, call, seq, reported.gateId)
      return {
        entries: [entryFor(call, reported, gate, view)],
        answer: (recorded) => answer(reported, onlyReceipt(recorded)),
      }
    },
  }
}

function entryFor(call: Call, reported: Reported, gate: Gate, { config }: View): Entry {
  const { opened } = gate
  const { digest, idempotency } = reported
  return {
    draft: {
      type: TYPE_OF[reported.outcome.status],
      actor: call.caller.actor,
      ...circumstances(opened),
      gate: { id: reported.gateId, receipt: opened.id, seq: gate.seq, leaf_hash: gate.leafHash },
      outcome: reported.outcome,
      ...stoppedBy(config, gate),
      ...(call.traceId !== undefined && { trace: call.traceId }),
      ...(idempotency && { idempotency: idempotency.commitment }),
    },
    disclosures: reported.disclosures,
    changes: [
      {
        kind: 'gate.close',
        seq: gate.seq,
        status: 'completed',
        outputDigest: digest === undefined ? null : Buffer.from(digest.slice(7), 'hex'),
      },
    ],
  }
}

/** The commitment is to the digest: the holder of the output can prove it, and the service need not keep it. */
function report(context: Context, call: Call, request: Input<'complete'>): Reported {
  const digest = request.output === undefined ? request.output_digest : digestOf(context, request.output)
  const output = digest === undefined ? undefined : committed(context, 'outcome.output', digest)
  const error = request.error === undefined ? undefined : committed(context, 'outcome.error', request.error)
  const idempotency = call.idempotency && committed(context, 'idempotency', call.idempotency.key)
  return {
    gateId: request.gate_id,
    digest,
    idempotency,
    outcome: {
      status: request.outcome,
      observed: 'reported',
      ...(output && { output: output.commitment }),
      ...(error && { error: error.commitment }),
    },
    disclosures: [output, error, idempotency].flatMap((made) => made?.disclosure ?? []),
  }
}

function digestOf({ suite }: Context, output: unknown): string {
  const text = typeof output === 'string' ? output : canonicalize(output)
  return `sha256:${encodeHex(suite.sha256(encodeUtf8(text)))}`
}

/** Foreign, unknown, other agents' and other environments' gates are the same 404. */
function openGate(view: View, call: Call, seq: number, gateId: string): Gate {
  const gate = view.gates.get(seq)
  const opened = gate?.opened ?? view.gates.refused(seq)
  if (opened === undefined || !('gate' in opened) || opened.gate?.id !== gateId)
    throw new ApiError('not_found')
  const agent = 'agent' in opened ? opened.agent : undefined
  const environment = 'environment' in opened ? opened.environment : undefined
  if (call.caller.agentId !== undefined && call.caller.agentId !== agent) throw new ApiError('not_found')
  if (call.caller.environment !== undefined && call.caller.environment !== environment)
    throw new ApiError('not_found')
  if (gate === undefined) throw new ApiError('gate.denied')
  requireOpen(gate, view.now)
  return gate
}

/** Past its time a gate is expired, even before the job has recorded that. */
function requireOpen({ status, expiresAt }: Gate, now: number): void {
  if (status === 'denied') throw new ApiError('gate.denied')
  if (status === 'completed' || status === 'superseded')
    throw new ApiError('gate.closed', { detail: `the gate is ${status}` })
  if (status === 'expired' || expiresAt <= now) throw new ApiError('gate.expired')
  if (status === 'pending') throw new ApiError('gate.pending')
}

/** A completion describes the action exactly as its gate did. */
function circumstances(opened: Payload) {
  if (!('action' in opened) || !('mode' in opened))
    throw new Error('a gate was opened by a receipt without an action')
  return {
    action: opened.action,
    mode: opened.mode,
    ...(opened.agent !== undefined && { agent: opened.agent }),
    ...(opened.session !== undefined && { session: opened.session }),
    ...(opened.run !== undefined && { run: opened.run }),
    ...('environment' in opened && opened.environment !== undefined && { environment: opened.environment }),
  }
}

function answer(reported: Reported, recorded: Recorded): Output<'complete'> {
  return {
    gate_id: reported.gateId,
    status: 'completed',
    ...(reported.digest !== undefined && { output_digest: reported.digest }),
    receipt: receiptRef(recorded),
  }
}
