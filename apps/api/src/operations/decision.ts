// What check and gate share: from a request to a verdict, before and under the lock.
import { ApiError, type Call, type Input, newId, type Output } from '@countersign/contract'
import {
  type Decision,
  decide,
  type Facts,
  REASONS,
  type Reason,
  type ReasonCode,
  reason,
} from '@countersign/policy'
import type { Payload, PayloadAction } from '@countersign/receipt'
import type { Change, Draft, Entry, OrgConfig, Recorded, View, Work } from '../ports.ts'
import { type Committed, type Context, committed, onlyReceipt, receiptRef } from './context.ts'

type Request = Input<'check'> & Input<'gate'>
type Kind = 'check' | 'gate'
type Answer = Output<'gate'>

/** The parts of a decision that do not depend on the org's state. */
type Asked = {
  kind: Kind
  request: Request
  call: Call
  agentId: string
  action: string
  environment: string
  receiptAction: PayloadAction
  disclosures: Committed['disclosure'][]
  idempotency: Committed | undefined
}

/** What was decided against one configuration, ready to be recorded. */
type Prepared = { decision: Decision; inputs: Committed; policy: OrgConfig['policy'] }

const NO_RISK = { score: 100, band: 'critical' } as const

export function ask(context: Context, kind: Kind, call: Call, request: Request): Asked {
  const action = request.action ?? 'call_tool'
  const receiptAction: PayloadAction = { name: action }
  const disclosures: Committed['disclosure'][] = []
  const commitTo = (path: 'arguments' | 'target', value: unknown) => {
    const { commitment, disclosure } = committed(context, `action.${path}`, value)
    receiptAction[path] = commitment
    disclosures.push(disclosure)
  }
  if (request.tool !== undefined) receiptAction.tool = request.tool
  if (request.arguments !== undefined) commitTo('arguments', request.arguments)
  if (request.arguments_commitment !== undefined) receiptAction.arguments = request.arguments_commitment
  if (request.target !== undefined) commitTo('target', request.target)
  const idempotency = call.idempotency && committed(context, 'idempotency', call.idempotency.key)
  if (idempotency !== undefined) disclosures.push(idempotency.disclosure)
  return {
    kind,
    request,
    call,
    agentId: agentOf(call, request),
    action,
    environment: environmentOf(call, request),
    receiptAction,
    disclosures,
    idempotency,
  }
}

function agentOf({ caller }: Call, request: Request): string {
  if (caller.agentId === undefined) {
    if (request.agent_id !== undefined) return request.agent_id
    throw new ApiError('request.invalid', {
      errors: [
        { code: 'required', pointer: '/agent_id', message: 'name the agent: this key is not bound to one' },
      ],
    })
  }
  if (request.agent_id !== undefined && request.agent_id !== caller.agentId)
    throw new ApiError('auth.agent_mismatch')
  return caller.agentId
}

function environmentOf({ caller }: Call, request: Request): string {
  if (caller.environment === undefined) return request.environment ?? 'production'
  if (request.environment === undefined || request.environment === caller.environment)
    return caller.environment
  throw new ApiError('request.invalid', {
    errors: [
      {
        code: 'bound',
        pointer: '/environment',
        message: `leave it out: this key is bound to \`${caller.environment}\``,
      },
    ],
  })
}

function factsOf(asked: Asked, config: OrgConfig): Facts | undefined {
  const agent = config.agents.get(asked.agentId)
  if (agent === undefined || agent === null) return undefined
  const { tool, target, declared } = asked.request
  return {
    agent: { id: agent.id, status: agent.status, roles: agent.roles, labels: agent.labels },
    action: asked.action,
    environment: asked.environment,
    ...(tool !== undefined && { tool }),
    ...(target !== undefined && { target: target as NonNullable<Facts['target']> }),
    ...(declared !== undefined && { declared: declared as NonNullable<Facts['declared']> }),
  }
}

/** Slow and pure: policies on facts. Never throws; what goes wrong is a denial. */
function prepare(context: Context, asked: Asked, config: OrgConfig): Prepared {
  const facts = factsOf(asked, config)
  const decision =
    facts === undefined
      ? denial('agent.unknown')
      : decide(config.policy, facts, { explain: asked.request.explain === true })
  const inputs = committed(context, 'policy.inputs', facts ?? { agent: asked.agentId, action: asked.action })
  return { decision, inputs, policy: config.policy }
}

function denial(code: ReasonCode): Decision {
  return { verdict: 'deny', risk: NO_RISK, reasons: [reason(code)], determining: [], explanation: [] }
}

/** The verdict with what only the lock can tell: a halt, an approval, the agent as it stands. */
function settle(asked: Asked, view: View, prepared: Prepared): Decision {
  if (view.config.org.halted) return { ...denial('org.halted'), risk: prepared.decision.risk }
  if (asked.request.approval_id !== undefined)
    return { ...denial('approval.unknown'), risk: prepared.decision.risk }
  return prepared.decision
}

/** The key as it stands under the lock: a key revoked meanwhile gets no verdict. */
export function requireLiveKey(view: View, call: Call): void {
  const key = view.config.keys.get(call.caller.keyId)
  if (key === undefined || key === null || key.revokedAt !== null) throw new ApiError('auth.invalid')
}

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
      const { inputs, policy } = preparedFor(view.config)
      const decision = settle(asked, view, preparedFor(view.config))
      const entry = entryFor(context, asked, view, decision, { inputs, policy })
      return {
        entries: [entry],
        answer: (recorded) => answer(context, asked, decision, onlyReceipt(recorded), policy),
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
  { inputs, policy }: Omit<Prepared, 'decision'>,
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
    environment: asked.environment,
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

/** The answer to a decision that has its receipt. */
function answer(
  context: Context,
  asked: Asked,
  decision: Decision,
  recorded: Recorded,
  policy: { version: number; digest: string },
): Answer {
  return {
    verdict: decision.verdict,
    ...common(asked, decision, policy),
    receipt: receiptRef(recorded),
    ...gateMembers(context, recorded.payload, GATE_STATUS[decision.verdict]),
  }
}

export function common(
  asked: Asked,
  decision: Decision,
  policy: { version: number; digest: string },
): Pick<Answer, 'risk' | 'reasons' | 'explanation' | 'policy' | 'request_id'> {
  return {
    risk: decision.risk,
    reasons: decision.reasons,
    ...(asked.request.explain === true && { explanation: { policies: decision.explanation as never } }),
    policy: { version: policy.version, digest: policy.digest },
    request_id: asked.call.requestId,
  }
}

/** A verdict that opens and records nothing. */
export function rehearse(context: Context, asked: Asked, config: OrgConfig): Output<'check'> {
  const prepared = prepare(context, asked, config)
  const decision = config.org.halted ? denial('org.halted') : prepared.decision
  return { would: decision.verdict, ...common(asked, decision, config.policy) }
}

const GATE_STATUS = {
  allow: 'open',
  sanitize: 'open',
  require_approval: 'pending',
  defer: 'denied',
  deny: 'denied',
} as const

type GateState = NonNullable<Answer['gate']>['status']

function gateMembers(
  context: Context,
  payload: Payload,
  status: GateState,
): Pick<Answer, 'gate' | 'approval'> {
  if (!('gate' in payload) || payload.gate === undefined) return {}
  const approval = 'approval' in payload ? payload.approval : undefined
  return {
    gate: {
      id: payload.gate.id,
      status,
      ...(payload.gate.expires_at !== undefined && { expires_at: payload.gate.expires_at }),
    },
    ...(approval?.expires_at !== undefined && {
      approval: {
        id: approval.id,
        status: status === 'pending' ? 'pending' : 'expired',
        url: `${context.publicUrl()}/approvals/${approval.id}`,
        required: 1,
        expires_at: approval.expires_at,
      },
    }),
  }
}

/** The answer to a repeated request: its receipt, and an allow only while that still stands. */
function again(context: Context, asked: Asked, view: View, first: Recorded): Answer {
  requireLiveKey(view, asked.call)
  const { payload } = first
  if (!('decision' in payload)) throw new Error('an idempotency key of a decision names another receipt')
  const { verdict, risk, reasons } = payload.decision
  const stands =
    verdict !== 'allow' && verdict !== 'sanitize' ? true : isActive(asked, view) && isOpen(asked, view)
  const shown: Reason[] = stands ? reasons.map((kept) => withMessage(kept, view)) : [reason('gate.not_open')]
  return {
    verdict: stands ? verdict : 'deny',
    risk,
    reasons: shown,
    policy: {
      version: payload.policy?.version ?? 0,
      digest: payload.policy?.digest ?? view.config.policy.digest,
    },
    request_id: asked.call.requestId,
    receipt: receiptRef(first),
    ...gateMembers(context, payload, view.gate?.status ?? 'denied'),
  }
}

function isActive(asked: Asked, view: View): boolean {
  return !view.config.org.halted && view.config.agents.get(asked.agentId)?.status === 'active'
}

function isOpen(asked: Asked, view: View): boolean {
  return asked.kind === 'check' || (view.gate?.status === 'open' && view.gate.expiresAt > view.now)
}

function withMessage(kept: { code: string; severity: string; policy_id?: string }, view: View): Reason {
  const code = kept.code as ReasonCode
  const told =
    kept.policy_id === undefined ? undefined : view.config.policy.annotations(kept.policy_id).reason
  return {
    code,
    severity: kept.severity as Reason['severity'],
    message: told ?? REASONS[code][1],
    ...(kept.policy_id !== undefined && { policy_id: kept.policy_id }),
  }
}
