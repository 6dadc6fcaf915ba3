// An org whose policies ask for humans, its people, and how tests ask, decide and look at what came of it.
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseKeySet, verifyBundle } from '@countersign/receipt'
import { suite } from '../src/adapters/suite.ts'
import type { Answer, TestApp } from './harness.ts'

export type Decided = {
  verdict: string
  reasons: { code: string; message: string }[]
  policy: { version: number }
  receipt: { id: string; type: string; seq: number }
  gate: { id: string; status: string }
  approval: { id: string; status: string; required: number; given: number }
}

type Escalation = { at: string; required: number; group: string }
type Limits = { uses: number; minutes: number }

export type Approval = {
  id: string
  status: string
  digest: string
  gate_id: string
  required: number
  group?: string
  escalation?: Escalation
  also?: { required: number; group?: string; escalation?: Escalation }[]
  given: number
  grant?: Limits
  uses?: { max: number; used: number; until: string }
  expires_at: string
  decisions: {
    member: string
    at: string
    for?: string
    decision: string
    via: string
    role: string
    reason?: string
    grant?: Limits
  }[]
  arguments?: object
  receipt: { id: string; type: string }
}

export type World = {
  app: TestApp
  orgId: string
  /** The admin key of the org. */
  key: string
  agent: string
  /** A key of the agent's own. */
  agentKey: string
}

export const AGENT_SCOPES = ['check', 'gate', 'complete', 'approvals:read', 'receipts:read']

/** What a deploy needs: two of the group `sre`; a payment one of `finance` besides; anything else one approver. */
export const POLICIES = `
  @id("reads") permit (principal, action, resource) when { context.action == "read_file" };
  @id("deploys") @approvers("2 of sre") permit (principal, action, resource)
    when { context.action == "deploy" && context.approved };
  @id("payments") @approvers("1 of finance") permit (principal, action, resource)
    when { context.action == "pay" && context.approved };
  @id("deletes") permit (principal, action, resource)
    when { !(["read_file", "deploy", "pay"].contains(context.action)) && context.approved };
  @id("panic") forbid (principal, action, resource)
    when { context has declared && context.declared has goal && context.declared.goal like "*panic*" };`

export async function makeWorld(app: TestApp, text = POLICIES): Promise<World> {
  const { orgId, adminKey: key } = await app.newOrg()
  await app.must('/v1/policies/publish', { key, body: { text } })
  const agent = await app.newAgent(key)
  return { app, orgId, key, agent, agentKey: await app.newKey(AGENT_SCOPES, { agent_id: agent }, key) }
}

let people = 0

export async function member({ app, key }: World, more: object = {}): Promise<string> {
  const body = { name: `member ${++people}`, role: 'approver', ...more }
  return (await app.must<{ id: string }>('/v1/members', { key, body })).id
}

export const CALL = {
  action: 'delete_rows',
  tool: 'db:rows',
  arguments: { table: 'customers', where: { id: 7 }, limit: 10 },
  target: { url: 'https://db.example/rows', method: 'DELETE' },
  session_id: 'session-1',
}

export function ask(
  { app, agentKey }: World,
  more: object = {},
  headers: Record<string, string> = {},
): Promise<Decided> {
  return app.must<Decided>('/v1/gate', { key: agentKey, body: { ...CALL, ...more }, headers })
}

export function use(world: World, id: string, more: object = {}): Promise<Decided> {
  return ask(world, { ...more, approval_id: id })
}

export async function decide(
  world: World,
  id: string,
  by: string,
  more: object = {},
  key = world.key,
): Promise<Answer> {
  const { digest } = await read(world, id)
  const body = { decision: 'grant', member_id: by, digest, ...more }
  return world.app.call(`/v1/approvals/${id}/decide`, { key, body })
}

export async function grant(world: World, id: string, by: string, more: object = {}): Promise<Approval> {
  const answer = await decide(world, id, by, more)
  assert.equal(answer.status, 200, answer.text)
  return answer.body
}

export function read({ app, key }: World, id: string): Promise<Approval> {
  return app.must<Approval>(`/v1/approvals/${id}`, { key })
}

/** An approval that somebody has granted, for the usual call. */
export async function granted(world: World, more: object = {}): Promise<Approval> {
  const { approval } = await ask(world, more)
  return grant(world, approval.id, await member(world))
}

export function outcome({ status, body }: Answer): [number, string | undefined] {
  return [status, (body as { code?: string }).code]
}

export function verdict({ verdict, reasons }: Decided): string {
  return `${verdict} ${reasons[0]?.code}`
}

/** The whole log, by the verifier that anyone can run. */
export async function requireValidLog({ app, key, orgId }: World): Promise<string[]> {
  const keys = parseKeySet(suite, await app.must(`/v1/logs/${orgId}/keys`, { key }))
  const { text } = await app.call('/v1/bundle?disclosures=true', { key })
  const report = verifyBundle(suite, text, { trust: { keys } })
  assert.equal(report.verdict, 'valid', JSON.stringify(report.axes))
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(JSON.parse(line).payload).type)
}

/** Holds up the commits of an org for a moment, so that what is asked meanwhile shares the next one. */
export async function holdUp({ app, orgId }: World, work: () => void): Promise<void> {
  const client = await app.db.ledger.connect()
  try {
    await client.query('begin')
    await client.query('select from logs where org_id = $1 for update', [orgId])
    work()
    await sleep(100)
    await client.query('rollback')
  } finally {
    client.release()
  }
}
