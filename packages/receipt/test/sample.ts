// A sample log with a receipt of every type, and the receipts it is made of.
import { encodeHex, type JsonObject } from '@countersign/json'
import { gateId } from '@countersign/terms'
import type { PayloadType } from '../src/index.ts'
import {
  AGENT,
  add,
  cachedKey,
  createLog,
  type Entry,
  KEY,
  MEMBER,
  rotate,
  START_MS,
  signCommit,
  type TestLog,
} from './log.ts'
import { ed25519Passkey, es256Passkey, RELYING_PARTY } from './passkey.ts'

const risk = { score: 12, band: 'low', contributions: [{ source: 'tool.risk', points: 12 }] }
export function decisionOf(verdict: string) {
  return {
    verdict,
    risk,
    reasons: [{ code: 'policy.matched', severity: 'info', policy_id: 'starter/changes' }],
  }
}

const policy = { version: 3, digest: `sha256:${'ab'.repeat(32)}` }
const circumstances = { agent: AGENT, session: 'sess-1', run: 'run-1' }

function gateMembers(log: TestLog, verdict: string) {
  const seq = log.entries.length
  return {
    ...circumstances,
    action: { name: 'config_update', tool: 'sql:execute', tool_definition: 'cd'.repeat(32) },
    decision: decisionOf(verdict),
    policy,
    mode: 'full',
    environment: 'production',
    gate: { id: gateId(START_MS + seq * 1000, seq), expires_at: START_MS + seq * 1000 + 60_000 },
  }
}

const INPUTS = { agent: { roles: ['operator'] }, counters: { calls: 3 } }

export function addGate(log: TestLog, type: PayloadType, verdict: string, more: object = {}): Entry {
  return add(
    log,
    type,
    { ...gateMembers(log, verdict), ...more },
    {
      'action.arguments': { query: 'update settings set theme = $1', parameters: ['dark', 7, 'ü€😀'] },
      'policy.inputs': INPUTS,
    },
  )
}

/** A gate that an approval opens: for the same call, under the same commitments. */
export function addUse(log: TestLog, pending: Entry, more: object = {}): Entry {
  const { approval, ...others } = more as { approval?: object }
  const members = {
    ...gateMembers(log, 'allow'),
    action: actionOf(pending),
    approval: { ...approvalOf(pending), use: 1, ...approval },
    ...others,
  }
  const used = add(log, 'gate.allowed', members, { 'policy.inputs': INPUTS })
  used.disclosures.push(...pending.disclosures.filter(({ path }) => path === 'action.arguments'))
  return used
}

export function gateReference(gate: Entry) {
  return {
    id: 'gate' in gate.payload ? gate.payload.gate?.id : undefined,
    receipt: gate.payload.id,
    seq: gate.payload.seq,
    leaf_hash: encodeHex(gate.leaf),
  }
}

export function actionOf(gate: Entry) {
  return 'action' in gate.payload ? gate.payload.action : undefined
}

export function addCompletion(
  log: TestLog,
  gate: Entry,
  type: PayloadType = 'action.completed',
  status = 'succeeded',
  more: object = {},
): Entry {
  const values: JsonObject =
    status === 'succeeded' ? { 'outcome.output': { rows: 1 } } : { 'outcome.error': 'no' }
  const members = {
    ...circumstances,
    gate: gateReference(gate),
    action: actionOf(gate),
    outcome: { status, observed: 'reported' },
    mode: 'full',
    ...more,
  }
  return add(log, type, members, values)
}

/** A gate that waits for two members of a group. */
export function addPending(log: TestLog, more: object = {}): Entry {
  const expires_at = START_MS + 900_000
  const id = `apr_01arz3ndektsv4rrffq69${String(log.entries.length).padStart(5, '0')}`
  return addGate(log, 'gate.pending', 'require_approval', {
    approval: { id, required: 1, expires_at, ...more },
  })
}

/** What receipts about the approval of a pending gate say about the gate. */
export function approvalOf({ payload }: Entry) {
  if (payload.type !== 'gate.pending') throw new RangeError('this receipt asks for no approval')
  const { id, digest } = payload.approval
  return { id, digest }
}

export function addApproval(
  log: TestLog,
  pending: Entry,
  type: PayloadType,
  more: object,
  values = {},
): Entry {
  const { approval, ...others } = more as { approval: object }
  const members = {
    agent: AGENT,
    gate: gateReference(pending),
    approval: { ...approvalOf(pending), ...approval },
    ...others,
  }
  return add(log, type, members, values)
}

/** One receipt of every type, two rotations, commits of several sizes. */
export function sampleLog(): TestLog {
  const log = createLog()
  addSetup(log)
  addDecisions(log)
  rotate(log, 2)
  addMembers(log)
  addApprovals(log)
  addTools(log)
  rotate(log, 3)
  addStops(log)
  addWebhooks(log)
  add(log, 'data.erased', { change: {}, gate: gateReference(log.entries[8] as Entry) })
  add(log, 'key.revoked', { key: { id: KEY, scopes: [], agent: AGENT, environment: 'production' } })
  add(log, 'log.closed', { log: { origin: `countersign/${log.org}`, kid: cachedKey(3).kid } })
  signCommit(log)
  return log
}

const WEBHOOK = 'whk_01arz3ndektsv4rrffq69g5fav'

function addWebhooks(log: TestLog): void {
  const events = ['approval.requested', 'org.halted']
  const about = { 'webhook.url': 'https://hooks.example.com/countersign' }
  add(log, 'webhook.added', { webhook: { id: WEBHOOK, events } }, about)
  add(log, 'webhook.changed', { webhook: { id: WEBHOOK, events, secret: 'rotated' } }, about)
  const linked = { member: { id: MEMBER }, webhook: { id: WEBHOOK } }
  add(log, 'member.slack_linked', { actor: MEMBER, ...linked })
  add(log, 'member.slack_unlinked', linked)
  const disabled = { webhook: { id: WEBHOOK, status: 'disabled' } }
  add(log, 'webhook.changed', disabled, { 'change.reason': 'it did not answer for days' })
  add(log, 'webhook.removed', { webhook: { id: WEBHOOK } })
}

function addSetup(log: TestLog): void {
  const change = { status: 'active', roles: ['operator', 'sre'] }
  const about = { 'change.name': 'deployer', 'change.labels': { team: 'a' }, 'change.owner': MEMBER }
  add(log, 'agent.created', { agent: AGENT, change }, about)
  for (const type of ['agent.suspended', 'agent.resumed', 'agent.quarantined', 'agent.changed'] as const) {
    add(log, type, { agent: AGENT, change: { status: 'active' } })
  }
  signCommit(log)
  add(log, 'policy.published', { policy: { version: 3, digest: `sha256:${'ab'.repeat(32)}` } })
}

function addDecisions(log: TestLog): void {
  const allowed = addGate(log, 'gate.allowed', 'allow', { trace: '0af7651916cd43dd8448eb211c80319c' })
  add(log, 'action.dispatched', {
    ...circumstances,
    gate: gateReference(allowed),
    action: actionOf(allowed),
    mode: 'full',
  })
  addCompletion(log, allowed)
  add(log, 'check', {
    action: { name: 'read_file' },
    decision: { verdict: 'deny', risk: { score: 100, band: 'critical' }, reasons: [] },
    mode: 'hash_only',
    environment: 'staging',
  })
  signCommit(log)
  addGate(log, 'gate.denied', 'deny')
  addGate(log, 'gate.deferred', 'defer')
  const failing = addGate(log, 'gate.allowed', 'sanitize')
  addCompletion(log, failing, 'action.failed', 'failed')
  const lost = addGate(log, 'gate.allowed', 'allow')
  addCompletion(log, lost, 'action.unknown', 'unknown')
}

const SECOND_MEMBER = 'mem_01bx5zzkbkactav9wevgemmvrz'

/** The passkeys of the sample's member. */
export const KEY_RING = es256Passkey(1)
export const LAPTOP = ed25519Passkey(2)

export function passkeyMembers({ thumbprint }: typeof KEY_RING) {
  const passkey = { thumbprint, relying_party: RELYING_PARTY }
  return { actor: MEMBER, member: { id: MEMBER }, passkey }
}

function addMembers(log: TestLog): void {
  const about = { 'member.name': 'Ada', 'member.email': 'ada@example.com' }
  const member = { id: MEMBER, role: 'approver', groups: ['sre'] }
  add(
    log,
    'member.invited',
    { member: { id: MEMBER, role: 'member' } },
    { 'member.email': 'ada@example.com' },
  )
  add(log, 'member.added', { actor: MEMBER, member }, about)
  const substitute = { id: SECOND_MEMBER, from: START_MS, until: START_MS + 3_600_000 }
  add(log, 'member.changed', {
    member: { id: MEMBER, role: 'approver', groups: ['sre', 'security'], substitute },
  })
  add(log, 'member.passkey_added', passkeyMembers(KEY_RING), { 'passkey.name': 'key ring' })
  add(log, 'member.removed', { member: { id: SECOND_MEMBER } }, { 'change.reason': 'left' })
  add(log, 'environment.added', { environment: 'staging' })
  add(log, 'environment.removed', { environment: 'staging' }, { 'change.reason': 'unused' })
  signCommit(log)
}

function addApprovals(log: TestLog): void {
  const pending = addPending(log, {
    required: 2,
    group: 'sre',
    also: [
      {
        required: 1,
        group: 'security',
        escalation: { at: START_MS + 300_000, required: 1, group: 'leads' },
      },
    ],
    grant: { uses: 10, minutes: 60 },
  })
  const decision = { by: MEMBER, via: 'passkey', role: 'approver', groups: ['sre', 'security'] }
  const limits = { uses: 5, minutes: 60 }
  const granted = { actor: MEMBER, decision, approval: { given: 1, grant: limits } }
  const { id, digest } = approvalOf(pending)
  const signed = { approval: id, digest, by: MEMBER, decision: 'grant' as const, grant: limits }
  addApproval(log, pending, 'approval.granted', granted, {
    'decision.reason': 'looked at it',
    'decision.assertion': KEY_RING.sign(signed),
  })
  add(log, 'member.passkey_removed', passkeyMembers(KEY_RING))
  const second = { by: SECOND_MEMBER, via: 'backend', role: 'admin', groups: ['sre'] }
  const grant = { uses: 3, minutes: 10 }
  addApproval(log, pending, 'approval.granted', { decision: second, approval: { given: 2, grant } })
  signCommit(log)
  const open = addUse(log, pending, { approval: { use: 1 } })
  add(log, 'gate.expired', { gate: gateReference(open), agent: AGENT })
  addApproval(log, addPending(log), 'approval.rejected', {
    actor: SECOND_MEMBER,
    decision: { by: SECOND_MEMBER, for: MEMBER, via: 'session', role: 'approver' },
    approval: { given: 0 },
  })
  addApproval(log, addPending(log), 'approval.expired', { approval: { given: 0 } })
  const reason = { 'change.reason': 'no longer needed' }
  addApproval(log, addPending(log), 'approval.withdrawn', { approval: { given: 0 } }, reason)
}

function addTools(log: TestLog): void {
  add(
    log,
    'observation',
    {
      ...circumstances,
      action: { name: 'ls' },
      outcome: { status: 'unknown', observed: 'proxied' },
      mode: 'full',
    },
    {
      'outcome.output': 'plain text',
      idempotency: 'key-1',
      'action.target': { url: 'https://example.com/' },
    },
  )
  const action = { name: 'tool', tool: 'sql:execute' }
  add(log, 'tool.changed', { action, change: { status: 'blocked' } })
  add(log, 'tool.scanned', { action, change: {} }, { 'change.findings': ['hidden text'] })
  add(log, 'tool.pinned', { action: { ...action, tool_definition: 'cd'.repeat(32) }, change: {} })
}

function addStops(log: TestLog): void {
  const open = addGate(log, 'gate.allowed', 'allow')
  const left = addGate(log, 'gate.allowed', 'allow')
  add(log, 'org.halted', { change: {} }, { 'change.reason': 'drill' })
  addCompletion(log, open, 'action.completed', 'succeeded', { after: 'org.halted' })
  add(log, 'org.resumed', { change: {} })
  add(log, 'org.changed', { change: {} }, { 'change.settings': { tier: 'gold' } })
  add(log, 'agent.revoked', { agent: AGENT, change: { status: 'revoked' } })
  add(log, 'gate.expired', { gate: gateReference(left), agent: AGENT, after: 'agent.revoked' })
}
