// The members of payloads: what each may hold, and the types that follow from it.
import {
  DECIDED_VIA,
  DECIDING_POLICY_PATTERN,
  DIGEST_PATTERN,
  ID_PATTERNS,
  LEVELS,
  NAME_PATTERN,
  OBSERVATIONS,
  ORIGIN_PATTERN,
  type Outcome,
  SEQ_MAX,
  SESSION_ID_PATTERN,
  SHA256_PATTERN,
  THUMBPRINT_PATTERN,
  TIME_MAX,
  VERDICTS,
  type Verdict,
  WEBHOOK_STATUSES,
} from '@countersign/terms'
import type { Commitment } from '../commitment.ts'
import { integer, list, type Of, object, oneOf, type Shape, text } from './shape.ts'

const LIST_MAX = 64
const ENTRIES_MAX = 32
const REQUIRED_MAX = 99
const USES_MAX = 100
const GRANT_MINUTES_MAX = 1440
const GIVEN_MAX = 9999

const id = ID_PATTERNS
export const seq = integer(0, SEQ_MAX)
export const timeMs = integer(0, TIME_MAX)
export const sha256 = text(SHA256_PATTERN)
export const hex128 = text(/^[0-9a-f]{32}$/)
export const name = text(NAME_PATTERN)
export const callerId = text(SESSION_ID_PATTERN)
export const receiptId = text(id.rcp)
export const orgId = text(id.org)
export const agentId = text(id.agt)
const memberId = text(id.mem)
const digest = text(DIGEST_PATTERN)
const thumbprint = text(THUMBPRINT_PATTERN)
const word = text(/^[a-z][a-z0-9_]{0,31}$/)
const policyId = text(DECIDING_POLICY_PATTERN)

const commitmentValue = object({ alg: oneOf('hmac-sha256'), c: sha256 })
export const commitment: Shape<Commitment> = { ...commitmentValue, commitments: [''] }

/** What is attempted; `tool_definition` is the SHA-256 of the tool's definition in hex. */
export type PayloadAction = Of<typeof action>
export const action = object(
  { name },
  { tool: name, arguments: commitment, target: commitment, tool_definition: sha256 },
)
export const toolAction = object({ name, tool: name }, { tool_definition: sha256 })
export const pinnedAction = object({ name, tool: name, tool_definition: sha256 })

/** One reason of a verdict. */
export type PayloadReason = Of<typeof reason>
const reason = object(
  { code: text(/^(?=.{1,128}$)[a-z0-9_]+(\.[a-z0-9_]+)*$/), severity: word },
  { policy_id: policyId },
)
const contribution = object({ source: text(/^[a-z0-9_]+(\.[a-z0-9_]+)*$/), points: integer(0, 100) })
const risk = object(
  { score: integer(0, 100), band: oneOf(...LEVELS) },
  // What the score is the sum of, capped at 100.
  { contributions: list(contribution, ENTRIES_MAX) },
)
// What the verdict would be if the policies in shadow mode counted, and which of them apply.
const shadow = object({ verdict: oneOf(...VERDICTS), policies: list(policyId, LIST_MAX) })

/** The verdict with its risk and reasons; `sanitized` commits to the arguments that may be executed instead. */
export type PayloadDecision = Of<ReturnType<typeof decision<Verdict>>>
export function decision<const V extends Verdict>(...verdicts: readonly V[]) {
  return object(
    { verdict: oneOf(...verdicts), risk, reasons: list(reason, LIST_MAX) },
    { sanitized: commitment, shadow },
  )
}

const version = integer(0, Number.MAX_SAFE_INTEGER)

/** The policy version that decided, and the inputs that it was given. */
export type PayloadPolicy = Of<typeof policy>
export const policy = object({ version, digest, inputs: commitment })
export const publishedPolicy = object({ version, digest }, { inputs: commitment })

/** A gate that this receipt opens. */
export type OpenedGate = Of<typeof openedGate>
export const openedGate = object({ id: text(id.gte) }, { expires_at: timeMs })

/** An earlier gate: its id, and the id, place and leaf hash of the receipt that opened it. */
export type GateReference = Of<typeof gateReference>
export const gateReference = object({ id: text(id.gte), receipt: receiptId, seq, leaf_hash: sha256 })

const approvalId = text(id.apr)
// From a time on, so many of another group are enough, too.
const escalation = object({ at: timeMs, required: integer(1, REQUIRED_MAX), group: name })
// How many members must grant it, and of which group if one is named.
const approvers = { required: integer(1, REQUIRED_MAX) }
const ofWhom = { group: name, escalation }

/** How often an approved call may be made, and for how long once enough members have granted it. */
export type GrantLimits = Of<typeof grantLimits>
const grantLimits = object({ uses: integer(1, USES_MAX), minutes: integer(1, GRANT_MINUTES_MAX) })

/**
 * The approval that a pending gate waits for: `digest` is that of its binding, `also` lists further approvers it needs;
 * `grant` is the most that a member may grant, and without it the call is made once.
 */
export type RequestedApproval = Of<typeof requestedApproval>
export const requestedApproval = object(
  { id: approvalId, digest, ...approvers, expires_at: timeMs },
  { ...ofWhom, also: list(object(approvers, ofWhom), ENTRIES_MAX), grant: grantLimits },
)

const concerned = { id: approvalId, digest }

/** The approval that a member decided on, or that ended: `given` counts the members who have granted it. */
export type DecidedApproval = Of<typeof decidedApproval>
export const decidedApproval = object({ ...concerned, given: integer(0, GIVEN_MAX) })

/** A grant counts itself, so `given` begins at 1. With `grant`, the approved call may be made more than once. */
export type GrantedApproval = Of<typeof grantedApproval>
export const grantedApproval = object({ ...concerned, given: integer(1, GIVEN_MAX) }, { grant: grantLimits })

/** The granted approval that a gate used; `use` counts its uses from 1. */
export type UsedApproval = Of<typeof usedApproval>
export const usedApproval = object({ id: approvalId, digest, use: integer(1, USES_MAX) })

/** The approval that a refused call named. */
export const namedApproval = object({ id: approvalId })

/** Who decided on an approval, how, as what, and for whom they stood in; `assertion` commits to a passkey's. */
export type ApprovalDecision = Of<typeof approvalDecision>
export const approvalDecision = object(
  { by: memberId, via: oneOf(...DECIDED_VIA), role: word },
  { groups: list(name, LIST_MAX), for: memberId, reason: commitment, assertion: commitment },
)

/** How the action ended, and whether that was reported to the service or seen by its proxy. */
export type PayloadOutcome = Of<ReturnType<typeof outcome<Outcome>>>
export function outcome<const S extends Outcome>(...statuses: readonly S[]) {
  return object(
    { status: oneOf(...statuses), observed: oneOf(...OBSERVATIONS) },
    { output: commitment, error: commitment },
  )
}

/** What had stopped the org, the agent or the key of an open gate when its end was recorded, and still did. */
export type PayloadAfter = Of<typeof after>
export const after = oneOf(
  'org.halted',
  'agent.revoked',
  'agent.quarantined',
  'agent.suspended',
  'key.revoked',
)

/** The log and its signing key. */
export type PayloadLog = Of<typeof log>
const origin = text(ORIGIN_PATTERN)
export const log = object({ origin, kid: thumbprint })
export const rotatedLog = object({ origin, kid: thumbprint, retired: thumbprint })

/** The API key concerned; `member` is its owner. */
export type PayloadKey = Of<typeof key>
export const key = object(
  { id: text(id.key), scopes: list(text(/^[a-z0-9_.:*-]{1,64}$/), LIST_MAX) },
  { agent: agentId, environment: name, member: memberId, name: commitment, expires_at: timeMs },
)

/** The member concerned. */
export type PayloadMember = Of<typeof member>
const aboutMember = { groups: list(name, LIST_MAX), name: commitment, email: commitment }
export const member = object({ id: memberId, role: word }, aboutMember)
/** Who stands in for the member, from when and until when; a time that is over ends it. */
export type Substitute = Of<typeof substitute>
const substitute = object({ id: memberId, from: timeMs, until: timeMs })
export const changedMember = object({ id: memberId }, { role: word, ...aboutMember, substitute })
export const memberReference = object({ id: memberId })

/** The webhook concerned: which events it is sent, and where, behind a commitment. */
export type PayloadWebhook = Of<typeof webhook>
const webhookId = text(id.whk)
const events = list(text(/^[a-z][a-z0-9_.]{0,63}$/), LIST_MAX)
export const webhook = object({ id: webhookId, events }, { url: commitment })
export const changedWebhook = object(
  { id: webhookId },
  { events, url: commitment, status: oneOf(...WEBHOOK_STATUSES), secret: oneOf('rotated') },
)
export const webhookReference = object({ id: webhookId })

/** A member's passkey: the thumbprint of its public key, and the relying party it signs for. */
export type PayloadPasskey = Of<typeof passkey>
export const passkey = object(
  { thumbprint, relying_party: text(/^(?=.{1,253}$)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*$/) },
  { name: commitment },
)

/** What changed about an agent, a tool or an org. */
export type PayloadChange = Of<typeof change>
export const change = object(
  {},
  {
    status: word,
    reason: commitment,
    name: commitment,
    labels: commitment,
    roles: list(name, LIST_MAX),
    owner: commitment,
    settings: commitment,
    findings: commitment,
  },
)
export const reasonOnly = object({}, { reason: commitment })

// The dotted path of a commitment, as COMMITMENT_PATHS lists them.
const path = text(/^(?=.{1,64}$)[a-z_]+(\.[a-z_]+)*$/)
const PATHS_MAX = 16

/** Receipts, and the paths of their commitments whose values and salts were erased. */
export const erasedReceipts = list(object({ receipt: receiptId, paths: list(path, PATHS_MAX) }), LIST_MAX)

/** Receipts `from` ≤ seq < `to`, of which every value and salt is gone; so many values were erased with this. */
export const erasedRange = object({ from: seq, to: seq, count: integer(0, Number.MAX_SAFE_INTEGER) })
