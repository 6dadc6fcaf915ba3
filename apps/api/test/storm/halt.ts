// Several processes on one org under load, while one of them halts, suspends and revokes.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseKeySet, verifyBundle } from '@countersign/receipt'
import { formatApiKey, newId } from '@countersign/terms'
import { suite } from '../../src/adapters/suite.ts'
import { startPostgres } from '../postgres.ts'
import { type Api, ask, must, mustText, settings, startApi } from './processes.ts'

export type HaltOptions = {
  processes: number
  rounds: number
  clients: number
  progress?: (text: string) => void
}

export type HaltFigures = {
  receipts: number
  allowed: number
  /** Denials that each kind of stop caused. */
  denied: Record<string, number>
  refusedKeys: number
  stops: number
  byProcess: number[]
}

type Actor = { agentId: string; keyId: string; secret: string }
type World = {
  admin: string
  apis: Api[]
  actors: Actor[]
  stopped: boolean
  byProcess: number[]
  /** Answers to requests that were sent after the stop they should have felt was acknowledged. */
  late: string[]
  /** What is stopped now, as acknowledged: `org`, an agent's id or a key's id. */
  inForce: Set<string>
  refusedKeys: number
}

function pick<T>(from: T[]): T {
  return from[Math.floor(Math.random() * from.length)] as T
}

function urlOf(world: World) {
  return pick(world.apis).url
}

export async function haltStorm(options: HaltOptions): Promise<HaltFigures> {
  const server = await startPostgres()
  const orgId = newId('org', Date.now(), randomBytes(10))
  const admin = formatApiKey('test', orgId, randomBytes(30))
  const apis: Api[] = []
  try {
    const env = settings(admin, { DATABASE_URL: server.url })
    apis.push(...(await Promise.all(Array.from({ length: options.processes }, () => startApi(env)))))
    const world: World = {
      admin,
      apis,
      actors: [],
      stopped: false,
      byProcess: apis.map(() => 0),
      late: [],
      inForce: new Set(),
      refusedKeys: 0,
    }
    for (let n = 0; n < 3; n++) world.actors.push(await newActor(world))
    const clients = Array.from({ length: options.clients }, () => client(world))
    try {
      for (let round = 0; round < options.rounds; round++) {
        await stopAndGo(world, round)
        options.progress?.(`halt ${round + 1}/${options.rounds}`)
      }
    } catch (error) {
      const outputs = apis.map((api) => api.output().slice(-600)).join('\n')
      throw new Error(`${(error as Error).message}\n${outputs}`, { cause: error })
    } finally {
      world.stopped = true
      await Promise.all(clients)
    }
    assert.deepEqual(world.late, [])
    return await judge(world, orgId, options.rounds)
  } finally {
    await Promise.all(apis.map((api) => api.stop()))
    await server.stop()
  }
}

async function newActor(world: World, agentId?: string): Promise<Actor> {
  function post(path: string, body: unknown) {
    return must(urlOf(world), path, { key: world.admin, body })
  }
  const id = agentId ?? (await post('/v1/agents', { name: 'storm' })).id
  const key = await post('/v1/keys', { name: 'storm', scopes: ['check', 'gate', 'receipts:read'] })
  return { agentId: id, keyId: key.id, secret: key.secret }
}

async function client(world: World): Promise<void> {
  while (!world.stopped) {
    const n = Math.floor(Math.random() * world.apis.length)
    const { agentId, keyId, secret } = pick(world.actors)
    const before = new Set(world.inForce)
    const path = Math.random() < 0.8 ? '/v1/gate' : '/v1/check'
    const body = { agent_id: agentId, action: 'read_file' }
    const { status, body: said, text } = await ask(world.apis[n]?.url ?? '', path, { key: secret, body })
    if (status === 401) world.refusedKeys += 1
    else if (status !== 200) world.late.push(`${status} ${text}`)
    else world.byProcess[n] = (world.byProcess[n] ?? 0) + 1
    if (said?.verdict !== 'allow') continue
    // Only what was acknowledged before the question and still held at the answer.
    const held = ['org', agentId, keyId].filter((what) => before.has(what) && world.inForce.has(what))
    if (held.length > 0) world.late.push(`allow ${said.receipt.seq} although ${held} was stopped`)
  }
}

const HOLD_MS = 120

async function stopAndGo(world: World, round: number): Promise<void> {
  function post(path: string) {
    return must(urlOf(world), path, { key: world.admin, body: {} })
  }
  const actor = pick(world.actors)
  async function hold(what: string, stop: string, go: string) {
    await post(stop)
    world.inForce.add(what)
    await sleep(HOLD_MS)
    world.inForce.delete(what)
    await post(go)
    await allowedEverywhere(world, actor)
  }
  const agent = `/v1/agents/${actor.agentId}`
  const kinds = [
    () => hold('org', '/v1/org/halt', '/v1/org/resume'),
    () => hold(actor.agentId, `${agent}/suspend`, `${agent}/resume`),
    () => hold(actor.agentId, `${agent}/quarantine`, `${agent}/resume`),
    () => revoke(world, actor),
  ]
  await kinds[round % kinds.length]?.()
}

async function revoke(world: World, actor: Actor): Promise<void> {
  await must(urlOf(world), `/v1/keys/${actor.keyId}/revoke`, { key: world.admin, body: {} })
  world.inForce.add(actor.keyId)
  // No process may serve it from what it remembers: not a verdict, not a rehearsal, not a read.
  for (const { url } of world.apis) {
    for (const [path, body] of [
      ['/v1/gate', { agent_id: actor.agentId, action: 'read_file' }],
      ['/v1/check', { agent_id: actor.agentId, action: 'read_file', dry_run: true }],
      ['/v1/receipts?limit=1', undefined],
    ] as const) {
      const { status, text } = await ask(url, path, { key: actor.secret, ...(body && { body }) })
      if (status !== 401) world.late.push(`${path} with a revoked key: ${status} ${text}`)
    }
  }
  const next = await newActor(world, actor.agentId)
  world.actors = world.actors.map((one) => (one === actor ? next : one))
}

async function allowedEverywhere(world: World, { agentId, secret }: Actor): Promise<void> {
  for (const { url } of world.apis) {
    const decided = await must(url, '/v1/gate', {
      key: secret,
      body: { agent_id: agentId, action: 'read_file' },
    })
    if (decided.verdict !== 'allow')
      world.late.push(`${decided.verdict} ${decided.receipt.seq} after it was resumed`)
  }
}

type Leaf = {
  seq: number
  type: string
  actor: string
  agent?: string
  key?: { id: string }
  decision?: { verdict: string; reasons: { code: string }[] }
}

/** Only the log counts: in its order there is no allow where something forbade it. */
async function judge(world: World, orgId: string, stops: number): Promise<HaltFigures> {
  const url = urlOf(world)
  const bundle = await mustText(url, '/v1/bundle', { key: world.admin, timeoutMs: 300_000 })
  const keys = await must(url, `/v1/logs/${orgId}/keys`, { key: world.admin })
  const report = verifyBundle(suite, bundle, { trust: { keys: parseKeySet(suite, keys) } })
  assert.equal(report.verdict, 'valid', JSON.stringify(report))
  const leaves: Leaf[] = bundle
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(JSON.parse(line).payload))
  const forbidding = new Set<string>()
  const denied: Record<string, number> = {}
  let allowed = 0
  for (const leaf of leaves) {
    follow(forbidding, leaf)
    const verdict = leaf.decision?.verdict
    if (verdict === 'deny') {
      const code = leaf.decision?.reasons[0]?.code ?? ''
      denied[code] = (denied[code] ?? 0) + 1
    }
    if (verdict !== 'allow') continue
    allowed += 1
    const against = ['org', leaf.agent ?? '', leaf.actor].filter((what) => forbidding.has(what))
    assert.deepEqual(against, [], `receipt ${leaf.seq} allows although ${against} forbids`)
  }
  const { refusedKeys, byProcess } = world
  return { receipts: leaves.length, allowed, denied, refusedKeys, stops, byProcess }
}

function follow(forbidding: Set<string>, { type, agent = '', key }: Leaf): void {
  if (type === 'org.halted') forbidding.add('org')
  if (type === 'org.resumed') forbidding.delete('org')
  if (type === 'key.revoked') forbidding.add(key?.id ?? '')
  if (/^agent\.(suspended|quarantined|revoked)$/.test(type)) forbidding.add(agent)
  if (type === 'agent.resumed') forbidding.delete(agent)
}
