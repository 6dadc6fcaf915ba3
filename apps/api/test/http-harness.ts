// The routes with handlers that only remember what reached them.
import { PassThrough } from 'node:stream'
import { operationList, type Scope } from '@countersign/contract'
import { formatApiKey } from '@countersign/terms'
import type { FastifyInstance } from 'fastify'
import { createLogger } from '../src/http/log.ts'
import { buildServer, type HttpConfig } from '../src/http/server.ts'
import type { Call, Handlers } from '../src/operations/call.ts'

export const orgId = 'org_01hzy3v7q8p4k2m6n9rstw5xbc'
export const agentId = 'agt_01hzy3v7q8p4k2m6n9rstw5xbc'
export const keyId = 'key_01hzy3v7q8p4k2m6n9rstw5xbc'
export const gateId = 'gte_01hzy3v7q80000000001'
export const receiptId = 'rcp_01hzy3v7q80000000001'
export const toolName = 'crm:read'
const policyText = '@id("a") permit (principal, action, resource);'
const hash = 'ab'.repeat(32)

/** An API key whose secret part repeats one byte. */
export function keyOf(byte: number): string {
  return formatApiKey('test', orgId, new Uint8Array(30).fill(byte))
}

export const adminKey = keyOf(1)
export const unknownKey = keyOf(2)

const receipt = { id: receiptId, type: 'check', seq: 7, leaf_hash: hash }
const decision = {
  risk: { score: 5, band: 'low' },
  reasons: [
    { code: 'policy.allowed', severity: 'info', message: 'reading is allowed', policy_id: 'starter/read' },
  ],
  policy: { version: 1, digest: `sha256:${hash}` },
  request_id: 'req_stub',
} as const
const agent = { id: agentId, name: 'a', status: 'active', roles: [], labels: {}, created_at: 1 } as const
const key = { id: keyId, name: 'k', scopes: ['check'], status: 'active', created_at: 1 } as const
const version = {
  version: 1,
  digest: `sha256:${hash}`,
  live: ['*'],
  published_by: keyId,
  published_at: 1,
} as const
const published = { ...version, environment: '*', problems: [], tests: [], diff: {}, receipt }
const tool = {
  name: 'crm:read',
  risk: 'low',
  require_approval: false,
  blocked: false,
  hidden: false,
  cedar: '',
  untyped: [],
  schema_not_enforced: [],
  created_at: 1,
  changed_at: 1,
} as const
const org = { id: orgId, name: 'o', status: 'active', logs: 'public', created_at: 1 } as const
const evidence = {
  id: receiptId,
  payload: '{}',
  receipt: {},
  leaf_hash: hash,
  seq: 7,
  tree_size: 8,
  inclusion_path: [hash],
  kid: 'AA',
  cose: 'AA',
  disclosures: [],
}

/** Answers every operation with something valid, plus a member that the contract does not declare. */
export const answers: { [Name in keyof Handlers]: unknown } = {
  check: { verdict: 'allow', ...decision, receipt },
  gate: { verdict: 'allow', ...decision, receipt, gate: { id: gateId, status: 'open', expires_at: 9 } },
  complete: { gate_id: gateId, status: 'completed', output_digest: `sha256:${hash}`, receipt },
  verify: { verdict: 'valid', axes: [{ name: 'structure', status: 'passed' }] },
  'agents.create': { ...agent, receipt },
  'agents.list': { data: [agent] },
  'agents.get': agent,
  'agents.suspend': { ...agent, receipt },
  'agents.resume': { ...agent, receipt },
  'agents.quarantine': { ...agent, receipt },
  'agents.revoke': { ...agent, receipt },
  'keys.create': { ...key, receipt, secret: adminKey },
  'keys.list': { data: [key] },
  'keys.get': key,
  'keys.revoke': { ...key, receipt },
  'org.get': org,
  'org.update': { ...org, receipt },
  'org.halt': { ...org, receipt },
  'org.resume': { ...org, receipt },
  'environments.list': { data: [{ name: 'staging', created_at: 1 }] },
  'environments.add': { name: 'staging', created_at: 1, receipt },
  'environments.remove': { name: 'staging', receipt },
  'policies.check': {
    ok: true,
    digest: `sha256:${hash}`,
    policies: [{ id: 'a', effect: 'permit', mode: 'enforce' }],
    problems: [],
    tests: [],
    diff: {},
  },
  'policies.publish': published,
  'policies.list': { data: [version] },
  'policies.get': { ...version, document: { text: 'x' }, policies: [] },
  'policies.rollback': published,
  'policies.promote': published,
  'policies.compare': undefined,
  'tools.create': { ...tool, receipt },
  'tools.list': { data: [tool] },
  'tools.get': tool,
  'tools.update': { ...tool, receipt },
  'tools.remove': { name: tool.name, receipt },
  'receipts.list': { data: [{ ...receipt, issued_at: 1 }], next_cursor: 'abc' },
  'receipts.get': evidence,
  'receipts.cose': new Uint8Array([0xd2, 0x84]),
  'receipts.export': undefined,
  'log.keys': { keys: [{ kty: 'AKP', alg: 'ML-DSA-65', pub: 'AA', kid: 'AA' }] },
  'log.checkpoint': {
    org: orgId,
    origin: `countersign/${orgId}`,
    tree_size: 8,
    root: hash,
    kid: 'AA',
    cose: 'AA',
  },
  'log.consistency': { org: orgId, origin: `countersign/${orgId}`, from: 1, to: 2, path: [] },
}

/** Bodies that each operation accepts. */
export const bodies: { [name: string]: object } = {
  check: { action: 'read_file' },
  gate: { action: 'read_file', arguments: { path: 'a' } },
  complete: { gate_id: gateId, outcome: 'succeeded' },
  verify: { evidence: {} },
  'agents.create': { name: 'a' },
  'keys.create': { name: 'k', scopes: ['check'] },
  'org.update': { name: 'o' },
  'environments.add': { name: 'staging' },
  'policies.check': { text: policyText },
  'policies.publish': { text: policyText },
  'policies.compare': { text: policyText },
  'tools.create': { name: toolName },
  'tools.update': { risk: 'high' },
}

export type Seen = {
  name: string
  call: Call<'optional'>
  input: Record<string, unknown>
}

export type Harness = {
  app: FastifyInstance
  seen: Seen[]
  log: ReturnType<typeof createLogger>
  /** Everything the server logged. */
  logged(): string
  /** Scopes by key; the admin's key is there from the start. */
  keys: Map<string, readonly Scope[]>
  authenticated: { secret: string; fresh: boolean }[]
  /** What every handler throws, when it is set. */
  fail?: unknown
  /** What every handler answers instead, when it is set. */
  answer?: unknown
  isReady: boolean
  /** What isolated work says that it took. */
  threadMs: number
  /** The clock of the quotas. */
  now: number
  /** What every handler waits for, when it is set. */
  hold?: Promise<void> | undefined
}

async function* lines() {
  yield '{"format":"countersign-bundle/1"}'
  yield '{"payload":"{}"}'
}

/** With a member that the contract does not declare. */
function padded(answer: unknown): unknown {
  return answer instanceof Uint8Array ? answer : { ...(answer as object), internal_note: 'must not leave' }
}

const roomy: HttpConfig = {
  trustProxy: false,
  rateLimit: { perKey: 1e6, perAddress: 1e6 },
  bodiesBytesMax: 64 * 1024 * 1024,
  quotas: { keyBytes: 1e12, orgBytes: 1e12 },
  verification: { strangersMs: 250, orgMs: 250 },
}

/** The HTTP layer over handlers that only remember what reached them. */
export async function createHarness(config: Partial<HttpConfig> = {}): Promise<Harness> {
  const seen: Seen[] = []
  const chunks: string[] = []
  const stream = new PassThrough()
  stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()))
  const keys = new Map<string, readonly Scope[]>([[adminKey, ['admin']]])
  const authenticated: { secret: string; fresh: boolean }[] = []
  const harness = {
    seen,
    logged: () => chunks.join(''),
    keys,
    authenticated,
    isReady: true,
    threadMs: 0,
    now: 0,
  } as Harness
  const handlers = Object.fromEntries(
    operationList.map(({ name, isolated }) => [
      name,
      async (call: unknown, input: unknown): Promise<unknown> => {
        seen.push({ name, call, input } as Seen)
        await harness.hold
        if (harness.fail !== undefined) throw harness.fail
        if (harness.answer !== undefined) return harness.answer
        if (name === 'receipts.export' || name === 'policies.compare') return lines()
        const answer = answers[name as keyof Handlers]
        return isolated ? { threadMs: harness.threadMs, output: padded(answer) } : padded(answer)
      },
    ]),
  )
  const log = createLogger('debug', stream)
  const app = await buildServer({
    handlers: handlers as unknown as Handlers,
    authenticate: async (secret, { fresh }) => {
      authenticated.push({ secret, fresh })
      const held = keys.get(secret)
      if (held === undefined) return undefined
      const id: `key_${string}` = `key_${secret.slice(-26)}`
      return { kind: 'key', orgId, actor: id, keyId: id, scopes: new Set(held) }
    },
    config: { ...roomy, ...config },
    clock: () => harness.now,
    log,
    probes: { ready: async () => harness.isReady },
  })
  await app.ready()
  harness.app = app
  harness.log = log
  return harness
}

/** The path of an operation with ids filled in. */
export function urlOf(operation: { path: string; name: string }): string {
  const url = operation.path
    .replace('{agent_id}', agentId)
    .replace('{key_id}', keyId)
    .replace('{receipt_id}', receiptId)
    .replace('{org_id}', orgId)
    .replace('{environment}', 'staging')
    .replace('{version}', '1')
    .replace('{tool}', encodeURIComponent(toolName))
  return operation.name === 'log.consistency' ? `${url}?from=1&to=2` : url
}

/** A request to an operation that it accepts. */
export function requestOf(operation: { path: string; name: string; method: string }, secret = adminKey) {
  const payload = bodies[operation.name]
  return {
    method: operation.method as 'GET' | 'POST' | 'PATCH',
    url: urlOf(operation),
    headers: { authorization: `Bearer ${secret}` } as Record<string, string>,
    ...(payload === undefined ? {} : { payload }),
  }
}
