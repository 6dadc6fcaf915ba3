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
  rotate,
  START_MS,
  signCommit,
  type TestLog,
} from './log.ts'

const risk = { score: 12, band: 'low' }
export const decisionOf = (verdict: string) => ({
  verdict,
  risk,
  reasons: [{ code: 'policy.matched', severity: 'info', policy_id: 'starter/changes' }],
})
const policy = { version: 3, digest: `sha256:${'ab'.repeat(32)}` }
const circumstances = { agent: AGENT, session: 'sess-1', run: 'run-1' }
export const APPROVAL = 'apr_01arz3ndektsv4rrffq69g5fav'

export function addGate(log: TestLog, type: PayloadType, verdict: string, more: object = {}): Entry {
  const seq = log.entries.length
  const members = {
    ...circumstances,
    action: { name: 'config_update', tool: 'sql:execute', tool_definition: 'cd'.repeat(32) },
    decision: decisionOf(verdict),
    policy,
    mode: 'full',
    environment: 'production',
    gate: { id: gateId(START_MS + seq * 1000, seq), expires_at: START_MS + seq * 1000 + 60_000 },
    ...more,
  }
  return add(log, type, members, {
    'action.arguments': { query: 'update settings set theme = $1', parameters: ['dark', 7, 'ü€😀'] },
    'policy.inputs': { agent: { roles: ['operator'] }, counters: { calls: 3 } },
  })
}

export const gateReference = (gate: Entry) => ({
  id: 'gate' in gate.payload ? gate.payload.gate?.id : undefined,
  receipt: gate.payload.id,
  seq: gate.payload.seq,
  leaf_hash: encodeHex(gate.leaf),
})

export const actionOf = (gate: Entry) => ('action' in gate.payload ? gate.payload.action : undefined)

export function addCompletion(
  log: TestLog,
  gate: Entry,
  type: PayloadType = 'action.completed',
  status = 'succeeded',
): Entry {
  const values: JsonObject =
    status === 'succeeded' ? { 'outcome.output': { rows: 1 } } : { 'outcome.error': 'no' }
  const members = {
    ...circumstances,
    gate: gateReference(gate),
    action: actionOf(gate),
    outcome: { status, observed: 'reported' },
    mode: 'full',
  }
  return add(log, type, members, values)
}

/** One receipt of every type, two rotations, commits of several sizes. */
export function sampleLog(): TestLog {
  const log = createLog()
  addSetup(log)
  addDecisions(log)
  rotate(log, 2)
  addApprovals(log)
  rotate(log, 3)
  add(log, 'org.halted', { change: {} }, { 'change.reason': 'drill' })
  add(log, 'org.resumed', { change: {} })
  add(log, 'org.changed', { change: {} }, { 'change.labels': { tier: 'gold' } })
  add(log, 'data.erased', { change: {}, gate: gateReference(log.entries[8] as Entry) })
  add(log, 'key.revoked', { key: { id: KEY, scopes: [], agent: AGENT, environment: 'production' } })
  add(log, 'log.closed', { log: { origin: `countersign/${log.org}`, kid: cachedKey(3).kid } })
  signCommit(log)
  return log
}

function addSetup(log: TestLog): void {
  const change = { status: 'active', roles: ['operator', 'sre'] }
  add(
    log,
    'agent.created',
    { agent: AGENT, change },
    { 'change.name': 'deployer', 'change.labels': { team: 'a' } },
  )
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

function addApprovals(log: TestLog): void {
  const approval = { id: APPROVAL, expires_at: START_MS + 900_000 }
  for (const type of ['approval.granted', 'approval.rejected', 'approval.expired'] as const) {
    const pending = addGate(log, 'gate.pending', 'require_approval', { approval })
    const members = { approval: { id: APPROVAL }, gate: gateReference(pending), agent: AGENT }
    add(log, type, members, { 'change.reason': 'looked at it' })
  }
  signCommit(log)
  const open = addGate(log, 'gate.allowed', 'allow', { approval: { id: APPROVAL } })
  add(log, 'gate.expired', { gate: gateReference(open), agent: AGENT })
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
  const change = { status: 'blocked' }
  add(log, 'tool.changed', { action: { name: 'tool', tool: 'sql:execute' }, change })
  add(log, 'tool.scanned', { action: { name: 'tool', tool: 'sql:execute' }, change: {} })
  add(log, 'agent.revoked', { agent: AGENT, change: { status: 'revoked' } })
}
