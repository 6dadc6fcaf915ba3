import {
  ACTOR_PATTERN,
  DECIDING_POLICY_PATTERN,
  DIGEST_PATTERN,
  ID_PATTERNS,
  type IdPrefix,
  LEVELS,
  NAME_PATTERN,
  OBSERVATIONS,
  ORIGIN_PATTERN,
  OUTCOMES,
  type Outcome,
  PAYLOAD_MODES,
  SEQ_MAX,
  SESSION_ID_PATTERN,
  SHA256_PATTERN,
  THUMBPRINT_PATTERN,
  TIME_MAX,
  VERDICTS,
  type Verdict,
} from '@countersign/terms'
import type { PayloadMembers, PayloadType } from './members.ts'
import { integer, list, object, oneOf, type Shape, text } from './shape.ts'

const id = (prefix: IdPrefix): Shape => text(ID_PATTERNS[prefix])
const safeInteger = integer(0, Number.MAX_SAFE_INTEGER)
const seq = integer(0, SEQ_MAX)
const timeMs = integer(0, TIME_MAX)
const sha256 = text(SHA256_PATTERN)
const kid = text(THUMBPRINT_PATTERN)
const name = text(NAME_PATTERN)
const callerId = text(SESSION_ID_PATTERN)
const word = text(/^[a-z][a-z0-9_]{0,31}$/)

const commitment = object({ alg: oneOf('hmac-sha256'), c: sha256 })
const origin = text(ORIGIN_PATTERN)

const common: Record<string, Shape> = {
  v: oneOf(1),
  id: id('rcp'),
  org: id('org'),
  seq,
  prev: sha256,
  nonce: text(/^[0-9a-f]{32}$/),
  issued_at: timeMs,
  actor: text(ACTOR_PATTERN),
}

const action = object(
  { name },
  { tool: name, arguments: commitment, target: commitment, tool_definition: sha256 },
)
const toolAction = object({ name, tool: name }, { tool_definition: sha256 })
const policyId = text(DECIDING_POLICY_PATTERN)
const reason = object(
  { code: text(/^(?=.{1,128}$)[a-z0-9_]+(\.[a-z0-9_]+)*$/), severity: word },
  { policy_id: policyId },
)
const contribution = object({ source: text(/^[a-z0-9_]+(\.[a-z0-9_]+)*$/), points: integer(0, 100) })
const risk = object(
  { score: integer(0, 100), band: oneOf(...LEVELS) },
  { contributions: list(contribution, 32) },
)
const shadow = object({ verdict: oneOf(...VERDICTS), policies: list(policyId, 64) })
const decision = (...verdicts: Verdict[]): Shape =>
  object({ verdict: oneOf(...verdicts), risk, reasons: list(reason, 64) }, { sanitized: commitment, shadow })
const digest = text(DIGEST_PATTERN)
const policy = object({ version: safeInteger, digest, inputs: commitment })
const publishedPolicy = object({ version: safeInteger, digest }, { inputs: commitment })
const openedGate = object({ id: id('gte') }, { expires_at: timeMs })
const gateReference = object({ id: id('gte'), receipt: id('rcp'), seq, leaf_hash: sha256 })
const approval = object({ id: id('apr') }, { expires_at: timeMs })
const outcome = (...statuses: Outcome[]): Shape =>
  object(
    { status: oneOf(...statuses), observed: oneOf(...OBSERVATIONS) },
    { output: commitment, error: commitment },
  )
const key = object(
  { id: id('key'), scopes: list(text(/^[a-z0-9_.:*-]{1,64}$/), 64) },
  { agent: id('agt'), environment: name, name: commitment },
)
const change = object(
  {},
  {
    status: word,
    reason: commitment,
    name: commitment,
    labels: commitment,
    roles: list(name, 64),
    owner: commitment,
    settings: commitment,
  },
)
const reasonOnly = object({}, { reason: commitment })

type Shapes = Partial<Record<keyof PayloadMembers, Shape>>

const circumstances: Shapes = {
  agent: id('agt'),
  session: callerId,
  run: callerId,
  idempotency: commitment,
  trace: text(/^[0-9a-f]{32}$/),
}
const mode = oneOf(...PAYLOAD_MODES)
const agent = id('agt')
const attempt = (...verdicts: Verdict[]): Shapes => ({
  action,
  decision: decision(...verdicts),
  mode,
  environment: name,
})

function type(word: PayloadType, required: Shapes, optional: Shapes = {}): [string, Shape] {
  return [word, object({ ...common, type: oneOf(word), ...required }, { ...optional })]
}

const gate = (word: PayloadType, ...verdicts: Verdict[]): [string, Shape] =>
  type(word, { ...attempt(...verdicts), gate: openedGate }, { ...circumstances, policy, approval })

const done = (word: PayloadType, status: Outcome): [string, Shape] =>
  type(
    word,
    { gate: gateReference, action, outcome: outcome(status), mode },
    { ...circumstances, environment: name },
  )

const approvalType = (word: PayloadType): [string, Shape] =>
  type(word, { approval, gate: gateReference }, { agent, change: reasonOnly })

const agentTypes: PayloadType[] = [
  'agent.created',
  'agent.suspended',
  'agent.resumed',
  'agent.quarantined',
  'agent.revoked',
  'agent.changed',
]
const orgTypes: PayloadType[] = ['org.halted', 'org.resumed', 'org.changed']

/** The closed shape of every type of version 1. */
export const SHAPES: ReadonlyMap<string, Shape> = new Map([
  type('log.genesis', { log: object({ origin, kid }) }),
  type('log.closed', { log: object({ origin, kid }) }),
  type('log.key_rotated', { log: object({ origin, kid, retired: kid }) }),
  type('key.created', { key }),
  type('key.revoked', { key }),
  ...agentTypes.map((word) => type(word, { agent, change })),
  ...orgTypes.map((word) => type(word, { change })),
  type('check', attempt(...VERDICTS), {
    ...circumstances,
    policy,
  }),
  gate('gate.allowed', 'allow', 'sanitize'),
  gate('gate.denied', 'deny'),
  gate('gate.deferred', 'defer'),
  type(
    'gate.pending',
    { ...attempt('require_approval'), gate: openedGate, approval },
    { ...circumstances, policy },
  ),
  done('action.completed', 'succeeded'),
  done('action.failed', 'failed'),
  done('action.unknown', 'unknown'),
  type('action.dispatched', { gate: gateReference, action, mode }, { ...circumstances, environment: name }),
  type(
    'observation',
    { action, outcome: outcome(...OUTCOMES), mode },
    { ...circumstances, environment: name },
  ),
  type('gate.expired', { gate: gateReference }, { agent }),
  approvalType('approval.granted'),
  approvalType('approval.rejected'),
  approvalType('approval.expired'),
  type('policy.published', { policy: publishedPolicy }, { environment: name, change: reasonOnly }),
  type('tool.changed', { action: toolAction, change }),
  type('tool.scanned', { action: toolAction, change }),
  type('data.erased', { change: reasonOnly }, { gate: gateReference }),
])

/** The types of version 1, in the order of the specification. */
export const PAYLOAD_TYPES: readonly string[] = [...SHAPES.keys()]
