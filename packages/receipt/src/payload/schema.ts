import type { PayloadMembers, PayloadType } from './members.ts'
import { integer, list, object, oneOf, type Shape, text } from './shape.ts'

const ulid = (prefix: string): Shape => text(new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{26}$`))
const rowId = (prefix: string): Shape => text(new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{20}$`))
const safeInteger = integer(0, Number.MAX_SAFE_INTEGER)
const seq = integer(0, 2 ** 50 - 1)
const timeMs = integer(0, 2 ** 48 - 1)
const sha256 = text(/^[0-9a-f]{64}$/)
const kid = text(/^[A-Za-z0-9_-]{43}$/)
const name = text(/^[A-Za-z0-9][A-Za-z0-9_.:/@-]{0,127}$/)
const callerId = text(/^[A-Za-z0-9_.:-]{1,64}$/)
const word = text(/^[a-z][a-z0-9_]{0,31}$/)

const commitment = object({ alg: oneOf('hmac-sha256'), c: sha256 })
const origin = text(/^countersign\/org_[0-9a-hjkmnp-tv-z]{26}$/)

const common: Record<string, Shape> = {
  v: oneOf(1),
  id: rowId('rcp'),
  org: ulid('org'),
  seq,
  prev: sha256,
  nonce: text(/^[0-9a-f]{32}$/),
  issued_at: timeMs,
  actor: text(/^(system|key_[0-9a-hjkmnp-tv-z]{26})$/),
}

const action = object(
  { name },
  { tool: name, arguments: commitment, target: commitment, tool_definition: sha256 },
)
const toolAction = object({ name, tool: name }, { tool_definition: sha256 })
const VERDICTS = ['allow', 'sanitize', 'require_approval', 'defer', 'deny']
const policyId = text(/^[A-Za-z0-9_.:/@-]{1,160}$/)
const reason = object(
  { code: text(/^(?=.{1,128}$)[a-z0-9_]+(\.[a-z0-9_]+)*$/), severity: word },
  { policy_id: policyId },
)
const contribution = object({ source: text(/^[a-z0-9_]+(\.[a-z0-9_]+)*$/), points: integer(0, 100) })
const risk = object(
  { score: integer(0, 100), band: oneOf('low', 'medium', 'high', 'critical') },
  { contributions: list(contribution, 32) },
)
const shadow = object({ verdict: oneOf(...VERDICTS), policies: list(policyId, 64) })
const decision = (...verdicts: string[]): Shape =>
  object({ verdict: oneOf(...verdicts), risk, reasons: list(reason, 64) }, { sanitized: commitment, shadow })
const digest = text(/^sha256:[0-9a-f]{64}$/)
const policy = object({ version: safeInteger, digest, inputs: commitment })
const publishedPolicy = object({ version: safeInteger, digest }, { inputs: commitment })
const openedGate = object({ id: rowId('gte') }, { expires_at: timeMs })
const gateReference = object({ id: rowId('gte'), receipt: rowId('rcp'), seq, leaf_hash: sha256 })
const approval = object({ id: ulid('apr') }, { expires_at: timeMs })
const outcome = (...statuses: string[]): Shape =>
  object(
    { status: oneOf(...statuses), observed: oneOf('reported', 'proxied') },
    { output: commitment, error: commitment },
  )
const key = object(
  { id: ulid('key'), scopes: list(text(/^[a-z0-9_.:*-]{1,64}$/), 64) },
  { agent: ulid('agt'), environment: name, name: commitment },
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
  agent: ulid('agt'),
  session: callerId,
  run: callerId,
  idempotency: commitment,
  trace: text(/^[0-9a-f]{32}$/),
}
const mode = oneOf('full', 'hash_only')
const agent = ulid('agt')
const attempt = (...verdicts: string[]): Shapes => ({
  action,
  decision: decision(...verdicts),
  mode,
  environment: name,
})

function type(word: PayloadType, required: Shapes, optional: Shapes = {}): [string, Shape] {
  return [word, object({ ...common, type: oneOf(word), ...required }, { ...optional })]
}

const gate = (word: PayloadType, ...verdicts: string[]): [string, Shape] =>
  type(word, { ...attempt(...verdicts), gate: openedGate }, { ...circumstances, policy, approval })

const done = (word: PayloadType, status: string): [string, Shape] =>
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
    { action, outcome: outcome('succeeded', 'failed', 'unknown'), mode },
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
