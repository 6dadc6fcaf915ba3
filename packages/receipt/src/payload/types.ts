// The types of payloads of version 1, each with its members: required ones first, then optional ones.
import { isJsonObject } from '@countersign/json'
import { ACTOR_PATTERN, OUTCOMES, PAYLOAD_MODES, VERDICTS } from '@countersign/terms'
import {
  action,
  after,
  agentId,
  approvalDecision,
  callerId,
  change,
  changedMember,
  changedWebhook,
  commitment,
  decidedApproval,
  decision,
  erasedRange,
  erasedReceipts,
  gateReference,
  grantedApproval,
  hex128,
  key,
  log,
  member,
  memberReference,
  name,
  namedApproval,
  openedGate,
  orgId,
  outcome,
  passkey,
  pinnedAction,
  policy,
  publishedPolicy,
  reasonOnly,
  receiptId,
  requestedApproval,
  rotatedLog,
  seq,
  sha256,
  timeMs,
  toolAction,
  usedApproval,
  webhook,
  webhookReference,
} from './members.ts'
import { type Members, type NoShapes, object, oneOf, type Shape, type Shapes, text } from './shape.ts'

const common = {
  v: oneOf(1),
  id: receiptId,
  org: orgId,
  seq,
  prev: sha256,
  nonce: hex128,
  issued_at: timeMs,
  actor: text(ACTOR_PATTERN),
}

type Type<R extends Shapes, O extends Shapes> = { readonly required: R; readonly optional: O }

function type<R extends Shapes, O extends Shapes = NoShapes>(required: R, optional?: O): Type<R, O> {
  return { required, optional: (optional ?? {}) as O }
}

const circumstances = {
  agent: agentId,
  session: callerId,
  run: callerId,
  idempotency: commitment,
  trace: hex128,
}

const mode = oneOf(...PAYLOAD_MODES)
const attempt = { action, mode, environment: name }
const reference = { gate: gateReference }
const agentChange = type({ agent: agentId, change }, { environment: name })
const orgChange = type({ change })
const environmentChange = type({ environment: name }, { change: reasonOnly })
const passkeyChange = type({ member: memberReference, passkey })
const slackChange = type({ member: memberReference, webhook: webhookReference })
const withEnvironment = { ...circumstances, environment: name }
const ended = { ...withEnvironment, after }

const TYPES = {
  'log.genesis': type({ log }),
  'log.closed': type({ log }),
  'log.key_rotated': type({ log: rotatedLog }),
  'key.created': type({ key }),
  'key.revoked': type({ key }, { change: reasonOnly }),
  'agent.created': agentChange,
  'agent.suspended': agentChange,
  'agent.resumed': agentChange,
  'agent.quarantined': agentChange,
  'agent.revoked': agentChange,
  'agent.changed': agentChange,
  'member.invited': type({ member }),
  'member.added': type({ member }),
  'member.changed': type({ member: changedMember }, { change: reasonOnly }),
  'member.removed': type({ member: memberReference }, { change: reasonOnly }),
  'member.passkey_added': passkeyChange,
  'member.passkey_removed': passkeyChange,
  'member.slack_linked': slackChange,
  'member.slack_unlinked': slackChange,
  'org.halted': orgChange,
  'org.resumed': orgChange,
  'org.changed': orgChange,
  'environment.added': environmentChange,
  'environment.removed': environmentChange,
  'webhook.added': type({ webhook }),
  'webhook.changed': type({ webhook: changedWebhook }, { change: reasonOnly }),
  'webhook.removed': type({ webhook: webhookReference }, { change: reasonOnly }),
  check: type({ ...attempt, decision: decision(...VERDICTS) }, { ...circumstances, policy }),
  'gate.allowed': type(
    { ...attempt, decision: decision('allow', 'sanitize'), gate: openedGate },
    { ...circumstances, policy, approval: usedApproval },
  ),
  'gate.denied': type(
    { ...attempt, decision: decision('deny'), gate: openedGate },
    { ...circumstances, policy, approval: namedApproval },
  ),
  'gate.deferred': type(
    { ...attempt, decision: decision('defer'), gate: openedGate },
    { ...circumstances, policy, approval: namedApproval },
  ),
  'gate.pending': type(
    { ...attempt, decision: decision('require_approval'), gate: openedGate, approval: requestedApproval },
    { ...circumstances, policy },
  ),
  'action.completed': type({ ...reference, action, mode, outcome: outcome('succeeded') }, ended),
  'action.failed': type({ ...reference, action, mode, outcome: outcome('failed') }, ended),
  'action.unknown': type({ ...reference, action, mode, outcome: outcome('unknown') }, ended),
  'action.dispatched': type({ ...reference, action, mode }, withEnvironment),
  observation: type({ action, mode, outcome: outcome(...OUTCOMES) }, withEnvironment),
  'gate.expired': type(reference, { agent: agentId, after }),
  'approval.granted': type(
    { ...reference, approval: grantedApproval, decision: approvalDecision },
    { agent: agentId },
  ),
  'approval.rejected': type(
    { ...reference, approval: decidedApproval, decision: approvalDecision },
    { agent: agentId },
  ),
  'approval.expired': type({ ...reference, approval: decidedApproval }, { agent: agentId }),
  'approval.withdrawn': type(
    { ...reference, approval: decidedApproval },
    { agent: agentId, change: reasonOnly },
  ),
  'policy.published': type({ policy: publishedPolicy }, { environment: name, change: reasonOnly }),
  'tool.changed': type({ action: toolAction, change }),
  'tool.scanned': type({ action: toolAction, change }),
  'tool.pinned': type({ action: pinnedAction, change }),
  'data.erased': type({ change: reasonOnly }, { ...reference, erased: erasedReceipts, range: erasedRange }),
}

type Types = typeof TYPES
type Flat<T> = { [K in keyof T]: T[K] }

/** What every payload carries: `seq` from 0 without gaps, `prev` the leaf hash before it, `issued_at` in ms since the epoch. */
export type PayloadCommon = Members<typeof common, NoShapes>

/** The types of version 1. */
export type PayloadType = keyof Types

/** A payload of one type. */
export type PayloadOf<W extends PayloadType> = {
  [K in W]: Flat<PayloadCommon & { type: K } & Members<Types[K]['required'], Types[K]['optional']>>
}[W]

/** A payload of version 1, by its type. */
export type Payload = PayloadOf<PayloadType>

/** A payload that carries a verdict: of a check or of a gate. */
export type VerdictPayload = Extract<Payload, { mode: unknown; decision: unknown }>

/** Whether a payload carries a verdict. */
export function hasVerdict(payload: Payload): payload is VerdictPayload {
  return isJsonObject(payload) && 'decision' in payload && 'mode' in payload
}

type NamesIn<P> = P extends unknown ? keyof P : never
type ValueIn<P, N> = P extends unknown ? (N extends keyof P ? Exclude<P[N], undefined> : never) : never

/** Every member that only some types carry, with what any of them may hold there. */
export type PayloadMembers = {
  [N in Exclude<NamesIn<Payload>, keyof PayloadCommon | 'type'>]: ValueIn<Payload, N>
}

/** The types of version 1, in the order of the specification. */
export const PAYLOAD_TYPES = Object.keys(TYPES) as readonly PayloadType[]

/** The closed shape of every type of version 1. */
export const SHAPES: ReadonlyMap<string, Shape<Payload>> = new Map(
  PAYLOAD_TYPES.map((word) => {
    const { required, optional }: Type<Shapes, Shapes> = TYPES[word]
    return [word, asPayload(object({ ...common, type: oneOf(word), ...required }, optional))]
  }),
)

/** `Payload` is made of the same table, type by type, which the compiler cannot follow through a map. */
function asPayload(shape: Shape<unknown>): Shape<Payload> {
  return shape as Shape<Payload>
}

/** Every path at which a payload of some type may hold a commitment. */
export const COMMITMENT_PATHS: readonly string[] = [
  ...new Set([...SHAPES.values()].flatMap(({ commitments }) => commitments)),
].sort()
