// Requests of one org that name another org's things, generated from the table of operations.
import { membersOf, type Operation, operationList, placeInput } from '@countersign/contract'
import type { Attempt } from '../src/ports/webhooks.ts'
import type { Answer, TestApp } from './harness.ts'

/** An org with one of everything; `canary` is in every text that it stores. */
export type Tenant = {
  canary: string
  orgId: string
  admin: string
  agentKey: string
  agentId: string
  /** Member name → values that only this org has. */
  things: Record<string, string[]>
}

type Ref = { id: string; receipt: { id: string }; gate: { id: string }; approval: { id: string } }
type Page = { next_cursor: string }

/** The same Idempotency-Key in every org, for every operation. */
export const SHARED_KEY = 'shared-idempotency-key'

export async function makeTenant(app: TestApp, canary: string): Promise<Tenant> {
  const { orgId, adminKey: key } = await app.newOrg(`org ${canary}`)
  function post(path: string, body: unknown, repeat = false) {
    return app.must<Ref>(path, { key, body, ...(repeat && { headers: { 'idempotency-key': SHARED_KEY } }) })
  }
  const agent = await post('/v1/agents', { name: canary, labels: { team: canary }, roles: [canary] }, true)
  const other = await post('/v1/agents', { name: `${canary} other` })
  await post('/v1/environments', { name: canary }, true)
  const made = await post('/v1/keys', { name: canary, scopes: ['check'], environment: canary }, true)
  const agentKey = await app.newKey(
    ['check', 'gate', 'complete', 'verify', 'approvals:read', 'receipts:read'],
    { agent_id: agent.id },
    key,
  )
  const request = {
    agent_id: agent.id,
    tool: `tool:${canary}`,
    arguments: { note: canary },
    session_id: canary,
    run_id: canary,
    target: { url: `https://${canary}.example/` },
    declared: { goal: canary },
  }
  const checked = await post('/v1/check', { ...request, action: 'read_file' }, true)
  const done = await post('/v1/gate', { ...request, action: 'read_file' })
  const open = await post('/v1/gate', { ...request, action: 'read_file' }, true)
  const pending = await post('/v1/gate', { ...request, action: 'delete_database' })
  await post('/v1/gate', { ...request, action: 'delete_repository' })
  const person = { name: canary, email: `${canary}@example.org`, role: 'approver', groups: [canary] }
  const member = await post('/v1/members', person, true)
  await post('/v1/members', { name: `${canary} other`, role: 'auditor' })
  const invited = { email: `invited-${canary}@example.org`, role: 'approver', groups: [canary] }
  await post('/v1/invitations', invited, true)
  const closed = await post(
    '/v1/complete',
    { gate_id: done.gate.id, outcome: 'succeeded', output: canary },
    true,
  )
  await post(`/v1/receipts/${done.receipt.id}/erase`, { paths: ['action.target'], reason: canary }, true)
  await post('/v1/org/retention', { days: 30, reason: canary }, true)
  await post(`/v1/agents/${other.id}/suspend`, { reason: canary }, true)
  await post('/v1/org/halt', { reason: canary }, true)
  await post('/v1/org/resume', { reason: canary }, true)
  await app.must('/v1/org', { key, method: 'PATCH', body: { name: canary, logs: 'private' } })
  const text = `@id("${canary}") permit (principal, action in Action::"call", resource) when { context.effect == "read" };`
  await post('/v1/policies/publish', { text, environment: canary, reason: canary }, true)
  const tool = { name: `${canary}:tool`, description: canary, endpoint: `https://${canary}.example/` }
  await post('/v1/tools', tool, true)
  const hook = await post(
    '/v1/webhooks',
    { name: canary, url: `https://${canary}.invalid/`, events: ['org.halted'] },
    true,
  )
  const message = { approvalId: pending.approval.id, channel: canary, ts: '1.1' }
  const attempt = attemptOf(hook.id, open.receipt.id)
  await app.store.outbox.finish({ orgId, channel: hook.id, seq: 1, attempts: 1 }, { attempt, message })
  const cursors = await Promise.all(
    ['agents', 'keys', 'receipts', 'policies', 'members', 'approvals'].map((list) =>
      app.must<Page>(`/v1/${list}?limit=1`, { key }),
    ),
  )
  return {
    canary,
    orgId,
    admin: key,
    agentKey,
    agentId: agent.id,
    things: {
      org_id: [orgId],
      agent_id: [agent.id, other.id],
      key_id: [made.id],
      receipt_id: [agent, checked, open, pending, closed].map(({ receipt }) => receipt.id),
      gate_id: [open, pending, done].map(({ gate }) => gate.id),
      approval_id: [pending.approval.id],
      member_id: [member.id],
      webhook_id: [hook.id],
      session_id: [canary],
      tool: [tool.name],
      environment: [canary],
      version: ['2'],
      cursor: cursors.map((page) => page.next_cursor),
    },
  }
}

function attemptOf(webhookId: string, receiptId: string): Attempt {
  const sent = {
    attempt: 1,
    status: 'failed',
    responseStatus: 500,
    error: null,
    durationMs: 1,
    at: 1,
    nextAt: null,
  } as const
  return { id: `att_${ZEROS}`, webhookId, receiptId, seq: 1, event: 'approval.requested', ...sent }
}

const ZEROS = '0'.repeat(26)
/** Well-formed values that no org has. */
const UNKNOWN: Record<string, string> = {
  org_id: `org_${ZEROS}`,
  agent_id: `agt_${ZEROS}`,
  key_id: `key_${ZEROS}`,
  receipt_id: `rcp_${'0'.repeat(15)}zzzzz`,
  gate_id: `gte_${'0'.repeat(15)}zzzzz`,
  approval_id: `apr_${ZEROS}`,
  member_id: `mem_${ZEROS}`,
  webhook_id: `whk_${ZEROS}`,
  session_id: 'nobody',
  tool: 'nobody:tool',
  environment: 'nobody-here',
}

/** Whether requests name another org's thing by this member. */
export function isProbed(member: string): boolean {
  return UNKNOWN[member] !== undefined
}

let probes = 0

/** The example of an operation, about the org's own things. */
function baseOf(operation: Operation, own: Tenant): Record<string, unknown> {
  const [{ request }] = operation.examples
  const members = Object.entries(request as object).map(([name, value]) => {
    const [ours] = own.things[name] ?? []
    return [name, typeof value === 'string' && ours !== undefined ? ours : value]
  })
  return Object.fromEntries(members)
}

export type Probe = {
  name: string
  operation: Operation
  path: string
  key: string | null
  body: Record<string, unknown> | undefined
  headers: Record<string, string>
}

function probeFor(operation: Operation, key: string | null, values: Record<string, unknown>): Probe {
  const { path, body } = placeInput(operation, values)
  return { name: operation.name, operation, path, key, body: body && distinct(body), headers: {} }
}

/** Calls that are alike are counted, and what was counted shows in the risk. */
function distinct(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return body.arguments === undefined ? body : { ...body, arguments: { probe: probes++ } }
}

/** Each pair asks the same of another org's thing and of a thing that nobody has. */
export type Pair = { foreign: Probe; unknown: Probe }

export function pairsOf(own: Tenant, other: Tenant): Pair[] {
  // Reading first: afterwards the prober's own receipts name what it asked for.
  const reads = operationList.filter(({ method }) => method === 'GET')
  const writes = operationList.filter(({ method }) => method !== 'GET')
  return [...reads, ...writes].flatMap((operation) =>
    [own.admin, own.agentKey, null].flatMap((key) => pairsWith(operation, key, own, other)),
  )
}

function pairsWith(operation: Operation, key: string | null, own: Tenant, other: Tenant): Pair[] {
  const base = baseOf(operation, own)
  return (['params', 'query', 'body'] as const)
    .flatMap((place) => membersOf(operation.input[place]))
    .filter(isProbed)
    .flatMap((member) =>
      (other.things[member] ?? []).map((value) => ({
        foreign: probeFor(operation, key, { ...base, [member]: value }),
        unknown: probeFor(operation, key, { ...base, [member]: UNKNOWN[member] }),
      })),
    )
}

/** Everything the other org sent or was given, repeated by this one: keys of idempotency, cursors, plain lists. */
export function repeatsOf(own: Tenant, other: Tenant): Probe[] {
  return operationList.flatMap((operation) => {
    // What is the caller's own and still open, it would wait for.
    const { wait: _, ...values } = baseOf(operation, own)
    const cursors = membersOf(operation.input.query).includes('cursor') ? (other.things.cursor ?? []) : []
    const listed = cursors.map((cursor) => probeFor(operation, own.admin, { ...values, cursor }))
    const plain = probeFor(operation, own.admin, values)
    if (operation.method !== 'POST') return [plain, ...listed]
    return [{ ...plain, headers: { 'idempotency-key': SHARED_KEY } }]
  })
}

export function send(app: TestApp, probe: Probe): Promise<Answer> {
  const { path, key, body, headers, operation } = probe
  return app.call(path, { key, method: operation.method, headers, ...(body !== undefined && { body }) })
}

/** What of the other org is in an answer although the request did not bring it. */
export function leaksIn(answer: Answer, probe: Probe, other: Tenant): string[] {
  const sent = JSON.stringify([probe.path, probe.body])
  // Every thing but cursors and numbers of versions, which are mere positions.
  const { cursor: _cursor, version: _version, ...things } = other.things
  const secrets = [other.canary, other.admin, other.agentKey, ...Object.values(things).flat()]
  return secrets.filter((secret) => answer.text.includes(secret) && !sent.includes(secret))
}

/** An answer without what differs between any two answers, and without what it says about the caller's own request. */
export function shapeOf(answer: Answer, probe: Probe): string {
  const sent = JSON.stringify([probe.path, probe.body])
  const text = answer.text
    .replaceAll(/`([^`]*)`/g, (quoted, name: string) => (sent.includes(`"${name}"`) ? '`sent`' : quoted))
    .replaceAll(/"tool":"([^"]*)"/g, (said, name: string) =>
      sent.includes(`"${name}"`) ? '"tool":"sent"' : said,
    )
    .replaceAll(/\b(org|agt|key|mem|gte|apr|rcp|req|whk)_[0-9a-z]+/g, '$1')
    .replaceAll(/\b[0-9a-f]{64}\b/g, 'hash')
    .replaceAll(/"(seq|[a-z]+_at)":(\d+|"[^"]+")/g, '"$1":0')
  return `${answer.status} ${text}`
}
