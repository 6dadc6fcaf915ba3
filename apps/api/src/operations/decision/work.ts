// The unit of work that records a verdict, and the gate it opens.
import { newId } from '@countersign/contract'
import type { Decision } from '@countersign/policy'
import type { Change, Draft, Entry, OrgConfig, View, Work } from '../../ports.ts'
import { type Context, onlyReceipt } from '../context.ts'
import { type Answer, again, answer } from './answer.ts'
import type { Asked } from './ask.ts'
import { type Prepared, prepare, requireLiveKey, settle } from './judge.ts'

export function decisionWork(context: Context, asked: Asked): Work<Answer> {
  const { call, kind, agentId } = asked
  let prepared: { for: OrgConfig; value: Prepared } | undefined
  const preparedFor = (config: OrgConfig) => {
    // Rows are merged into a configuration of the same epoch, so the agent may be new to it.
    if (prepared?.for !== config) prepared = { for: config, value: prepare(context, asked, config) }
    return prepared.value
  }
  return {
    agentId,
    keyId: call.caller.keyId,
    ...(call.idempotency && {
      repeat: {
        id: context.repeatId(call.caller.keyId, kind, call.idempotency.key),
        digest: call.idempotency.digest,
        again: (view, first) => again(context, asked, view, first),
      },
    }),
    prepare: preparedFor,
    decide(view) {
      requireLiveKey(view, call)
      const made = preparedFor(view.config)
      const decision = settle(asked, view, made)
      const entry = entryFor(context, asked, view, decision, made)
      return {
        entries: [entry],
        answer: (recorded) => answer(context, asked, decision, onlyReceipt(recorded), made.policy),
      }
    },
  }
}

const TYPE_OF = {
  allow: 'gate.allowed',
  sanitize: 'gate.allowed',
  require_approval: 'gate.pending',
  defer: 'gate.deferred',
  deny: 'gate.denied',
} as const

function entryFor(
  context: Context,
  asked: Asked,
  view: View,
  decision: Decision,
  { inputs, policy, environment }: Prepared,
): Entry {
  const { request, call } = asked
  const draft: Draft = {
    type: asked.kind === 'check' ? 'check' : TYPE_OF[decision.verdict],
    actor: call.caller.keyId,
    agent: asked.agentId,
    action: asked.receiptAction,
    decision: {
      verdict: decision.verdict,
      risk: decision.risk,
      reasons: decision.reasons.map(({ message: _, ...kept }) => kept),
    },
    policy: { version: policy.version, digest: policy.digest, inputs: inputs.commitment },
    environment,
    mode: request.arguments_commitment === undefined ? 'full' : 'hash_only',
    ...(request.session_id !== undefined && { session: request.session_id }),
    ...(request.run_id !== undefined && { run: request.run_id }),
    ...(call.traceId !== undefined && { trace: call.traceId }),
    ...(asked.idempotency && { idempotency: asked.idempotency.commitment }),
  }
  const opening = asked.kind === 'check' ? undefined : openingFor(context, view, decision)
  return {
    draft: { ...draft, ...opening?.members },
    disclosures: [...asked.disclosures, inputs.disclosure],
    changes: opening?.changes ?? [],
  }
}

function openingFor(
  context: Context,
  view: View,
  decision: Decision,
): { members: Pick<Draft, 'gate' | 'approval'>; changes: Change[] } {
  if (decision.verdict === 'allow' || decision.verdict === 'sanitize') {
    const expiresAt = view.now + context.ttl.gateMs
    return {
      members: { gate: { expires_at: expiresAt } },
      changes: [{ kind: 'gate.open', status: 'open', expiresAt, approvalId: null }],
    }
  }
  if (decision.verdict === 'require_approval') {
    const ttlMs = (decision.obligations?.ttlSeconds ?? context.ttl.approvalMs / 1000) * 1000
    const expiresAt = view.now + ttlMs
    const approvalId = newId('apr', context.clock(), context.random(10))
    return {
      members: { gate: { expires_at: expiresAt }, approval: { id: approvalId, expires_at: expiresAt } },
      changes: [{ kind: 'gate.open', status: 'pending', expiresAt, approvalId }],
    }
  }
  return { members: { gate: {} }, changes: [] }
}
