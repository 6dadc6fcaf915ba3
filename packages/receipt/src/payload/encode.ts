import type { Commitment } from '../commitment.ts'
import type {
  Payload,
  PayloadAction,
  PayloadChange,
  PayloadCommon,
  PayloadDecision,
  PayloadGate,
  PayloadKey,
  PayloadMembers,
} from './members.ts'

/** The canonical form of a payload: what `canonicalize` writes, several times faster. It checks nothing. */
export function encodePayload(payload: Payload): string {
  const members: Partial<PayloadMembers> = payload
  // Literals in canonical order let the built-in writer produce RFC 8785: it keeps their order and drops the absent.
  return JSON.stringify({
    action: members.action && action(members.action),
    actor: payload.actor,
    agent: members.agent,
    approval: members.approval && { expires_at: members.approval.expires_at, id: members.approval.id },
    change: members.change && change(members.change),
    decision: members.decision && decision(members.decision),
    environment: members.environment,
    gate: members.gate && gate(members.gate),
    id: payload.id,
    idempotency: commitment(members.idempotency),
    issued_at: payload.issued_at,
    key: members.key && key(members.key),
    log: members.log && {
      kid: members.log.kid,
      origin: members.log.origin,
      retired: members.log.retired,
    },
    mode: members.mode,
    nonce: payload.nonce,
    org: payload.org,
    outcome: members.outcome && {
      error: commitment(members.outcome.error),
      observed: members.outcome.observed,
      output: commitment(members.outcome.output),
      status: members.outcome.status,
    },
    policy: members.policy && {
      digest: members.policy.digest,
      inputs: commitment(members.policy.inputs),
      version: members.policy.version,
    },
    prev: payload.prev,
    run: members.run,
    seq: payload.seq,
    session: members.session,
    trace: members.trace,
    type: payload.type,
    v: payload.v,
  } satisfies All<PayloadMembers & PayloadCommon & { type: string }>)
}

/** So that a member that is not written does not compile. */
type All<T> = Record<keyof T, unknown>

function commitment(value: Commitment | undefined) {
  return value && { alg: value.alg, c: value.c }
}

function action(value: PayloadAction) {
  return {
    arguments: commitment(value.arguments),
    name: value.name,
    target: commitment(value.target),
    tool: value.tool,
    tool_definition: value.tool_definition,
  } satisfies All<PayloadAction>
}

function decision(value: PayloadDecision) {
  return {
    reasons: value.reasons.map((reason) => ({
      code: reason.code,
      policy_id: reason.policy_id,
      severity: reason.severity,
    })),
    risk: {
      band: value.risk.band,
      contributions: value.risk.contributions?.map(({ points, source }) => ({ points, source })),
      score: value.risk.score,
    } satisfies All<PayloadDecision['risk']>,
    sanitized: commitment(value.sanitized),
    shadow: value.shadow && { policies: value.shadow.policies, verdict: value.shadow.verdict },
    verdict: value.verdict,
  } satisfies All<PayloadDecision>
}

function gate(value: PayloadGate) {
  return {
    expires_at: value.expires_at,
    id: value.id,
    leaf_hash: value.leaf_hash,
    receipt: value.receipt,
    seq: value.seq,
  } satisfies All<PayloadGate>
}

function key(value: PayloadKey) {
  return {
    agent: value.agent,
    environment: value.environment,
    id: value.id,
    name: commitment(value.name),
    scopes: value.scopes,
  } satisfies All<PayloadKey>
}

function change(value: PayloadChange) {
  return {
    labels: commitment(value.labels),
    name: commitment(value.name),
    owner: commitment(value.owner),
    reason: commitment(value.reason),
    roles: value.roles,
    settings: commitment(value.settings),
    status: value.status,
  } satisfies All<PayloadChange>
}
