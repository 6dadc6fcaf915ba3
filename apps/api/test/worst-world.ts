// What the worst requests are sent to: an org for each operation, with one of everything a path can name.
import type { Operation } from '@countersign/contract'
import type { TestApp } from './harness.ts'
import type { Known } from './worst-bodies.ts'

export type Victim = { orgId: string; key: string; known: Known }

const POLICY = '@id("a") permit (principal, action in Action::"call", resource);'

/** A new org whose agent, key, tool, gate and receipt the request may use up. */
export async function newVictim(app: TestApp): Promise<Victim> {
  const { orgId, adminKey: key } = await app.newOrg('victim')
  function post<T>(path: string, body: unknown) {
    return app.must<T>(path, { key, body })
  }
  const agent = await post<{ id: string }>('/v1/agents', { name: 'an agent' })
  const spare = await post<{ id: string }>('/v1/keys', { name: 'spare', scopes: ['check'] })
  await post('/v1/tools', { name: 'crm:read', risk: 'low' })
  const { gate, receipt } = await post<{ gate: { id: string }; receipt: { id: string } }>('/v1/gate', {
    agent_id: agent.id,
    action: 'read_file',
  })
  const hook = { url: 'https://hooks.invalid/', events: ['org.halted'] }
  const { id: webhook } = await post<{ id: string }>('/v1/webhooks', hook)
  const known = {
    agent_id: agent.id,
    key_id: spare.id,
    webhook_id: webhook,
    gate_id: gate.id,
    receipt_id: receipt.id,
    org_id: orgId,
    tool: 'crm:read',
    action: 'read_file',
    version: '1',
    name: 'a_name',
    scopes: ['check'],
    outcome: 'succeeded',
    text: POLICY,
    environment: 'production',
  }
  return { orgId, key, known }
}

/** The path of an operation with everything in it that its query permits. */
export function worstPath(operation: Operation, { known }: Victim): string {
  const path = operation.path.replaceAll(/\{([a-z_]+)\}/g, (_, name: string) =>
    encodeURIComponent(String(known[name])),
  )
  const queries: Record<string, string> = {
    'log.consistency': '?from=1&to=2',
    'receipts.export': '?disclosures=true',
    'receipts.list': '?limit=200&type=check&action=none&tool=none&session_id=none&verdict=deny',
  }
  return `${path}${queries[operation.name] ?? (operation.path.endsWith('s') && operation.method === 'GET' && operation.input.query !== undefined ? '?limit=200' : '')}`
}
