// What stands still instead of dying: a process that holds an org's lock, and the database itself.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { formatApiKey, newId } from '@countersign/terms'
import pg from 'pg'
import { beginFor, defaultTimeouts } from '../../src/store/pool.ts'
import { startPostgres, type TestPostgres } from '../postgres.ts'
import { client, type Figures, judge, newStorm, resolveAll, type Storm } from './history.ts'
import { type Api, ask, family, must, type Reply, settings, signalAll, startApi } from './processes.ts'

export type FrozenOptions = { freezes: number; stops: number; progress?: (text: string) => void }
export type FrozenFigures = Figures & {
  /** Freezes that caught the process inside a commit, of so many tried. */
  caught: number
  tried: number
  /** The longest that the other process was held up by a frozen one. */
  heldUpMs: number
  /** The longest that a caller waited for its 503 while the database stood still. */
  refusedAfterMs: number
  recoveredMs: number
}

type World = {
  server: TestPostgres
  orgId: string
  key: string
  agentId: string
  apis: [Api, Api]
  storm: Storm
  trusted: unknown
  /** Processes that may be asked now. */
  asked: Api[]
}

const TRIES_PER_FREEZE = 40
// For a busy machine; what is bounded are the timeouts, which are seconds.
const SLACK_MS = 5000
const WARM_UP = 30

export async function frozenRun(options: FrozenOptions): Promise<FrozenFigures> {
  const server = await startPostgres()
  const orgId = newId('org', Date.now(), randomBytes(10))
  const key = formatApiKey('test', orgId, randomBytes(30))
  const env = settings(key, { DATABASE_URL: server.url })
  const apis = await Promise.all([startApi(env), startApi(env)] as const)
  try {
    const { id: agentId } = await must(apis[0].url, '/v1/agents', { key, body: { name: 'storm' } })
    const trusted = await must(apis[0].url, `/v1/logs/${orgId}/keys`, { key })
    const asked: Api[] = [apis[0]]
    const storm = newStorm({ key, orgId, agentId, urls: () => asked.map(({ url }) => url) })
    const world: World = { server, orgId, key, agentId, apis, storm, trusted, asked }
    const frozen = await freezes(world, options)
    await sameLockFromOutside(world)
    const stopped = await databaseStops(world, options)
    await databaseGone(world)
    asked.push(apis[1])
    await resolveAll(storm)
    const figures = await judge(storm, apis[1].url, trusted)
    return { ...figures, ...frozen, ...stopped }
  } finally {
    await Promise.all(apis.map((api) => api.stop()))
    await server.stop()
  }
}

const gate = (world: World, api: Api): Promise<Reply> =>
  ask(api.url, '/v1/gate', { key: world.key, body: { agent_id: world.agentId, action: 'read_file' } })

async function timed<T>(work: Promise<T>): Promise<[T, number]> {
  const began = performance.now()
  return [await work, Math.round(performance.now() - began)]
}

/** Stops one process at random moments under load until it stands still inside a commit; then the other is asked. */
async function freezes(world: World, { freezes: wanted, progress }: FrozenOptions) {
  const [victim, other] = world.apis
  const watcher = new pg.Client({ connectionString: world.server.url })
  await watcher.connect()
  const clients = Array.from({ length: 12 }, () => client(world.storm))
  const figures = { caught: 0, tried: 0, heldUpMs: 0 }
  try {
    await untilAnswered(world.storm, WARM_UP)
    for (; figures.caught < wanted && figures.tried < wanted * TRIES_PER_FREEZE; figures.tried++) {
      await sleep(100 + Math.random() * 50)
      await victim.signal('SIGSTOP')
      await sleep(30)
      if (await holdsLock(watcher)) {
        figures.caught += 1
        const [{ status, text }, ms] = await timed(gate(world, other))
        assert.equal(status, 200, text)
        assert.ok(ms < defaultTimeouts.idleMs + SLACK_MS, `the other process was held up for ${ms} ms`)
        figures.heldUpMs = Math.max(figures.heldUpMs, ms)
        progress?.(`freeze ${figures.caught}/${wanted}: the other one waited ${ms} ms`)
      }
      await victim.signal('SIGCONT')
      await answersAgain(world, victim)
    }
  } finally {
    await victim.signal('SIGCONT')
    world.storm.stopped = true
    await Promise.all(clients)
    await watcher.end()
  }
  assert.equal(
    figures.caught,
    wanted,
    `only ${figures.caught} of ${figures.tried} freezes were inside a commit`,
  )
  return figures
}

/** So that a freeze that succeeds at once has a history before it. */
async function untilAnswered(storm: Storm, count: number): Promise<void> {
  const answered = () => [...storm.ops.values()].filter((op) => op.okAt !== undefined).length
  for (const deadline = Date.now() + 60_000; answered() < count; await sleep(20))
    assert.ok(Date.now() < deadline, `only ${answered()} answers in a minute`)
}

async function holdsLock(watcher: pg.Client): Promise<boolean> {
  const held = await watcher.query(
    `select 1 from pg_stat_activity a join pg_locks l on l.pid = a.pid
      where a.state = 'idle in transaction' and l.relation = 'logs'::regclass and l.mode = 'RowShareLock'`,
  )
  return held.rows.length > 0
}

async function answersAgain(world: World, api: Api): Promise<number> {
  const began = performance.now()
  for (let reply: Reply | undefined; reply?.status !== 200; ) {
    assert.ok(performance.now() - began < 20_000, `no verdict for 20 s: ${reply?.text}`)
    reply = await gate(world, api).catch(() => undefined)
    if (reply?.status !== 200) await sleep(50)
  }
  return Math.round(performance.now() - began)
}

/** The same as a frozen process does, without luck: the transaction of a commit, and then silence. */
async function sameLockFromOutside(world: World): Promise<void> {
  const silent = new pg.Client({ connectionString: world.server.url })
  silent.on('error', () => undefined)
  await silent.connect()
  await silent.query(beginFor(world.orgId, defaultTimeouts))
  await silent.query(`select 1 from logs where org_id = '${world.orgId}' for no key update`)
  const answers = await Promise.all(world.apis.map((api) => timed(gate(world, api))))
  for (const [{ status, text }, ms] of answers) {
    assert.equal(status, 200, text)
    assert.ok(ms > 1000 && ms < defaultTimeouts.idleMs + SLACK_MS, `answered after ${ms} ms`)
  }
  await silent.end().catch(() => undefined)
}

/** Longer than a statement may take to be answered and a connection to be made, shorter than a client waits. */
const REFUSED_WITHIN_MS = 2 * (defaultTimeouts.replyMs + defaultTimeouts.connectMs) + SLACK_MS

async function databaseStops(world: World, { stops, progress }: FrozenOptions) {
  const figures = { refusedAfterMs: 0, recoveredMs: 0 }
  for (let n = 0; n < stops; n++) {
    const pids = family(world.server.process?.pid() ?? 0)
    signalAll(pids, 'SIGSTOP')
    try {
      const callers = Array.from({ length: 20 }, (_, at) => timed(gate(world, world.apis[at % 2] as Api)))
      const probes = Promise.all([
        timed(ask(world.apis[0].url, '/health', { key: world.key })),
        ready(world.apis[0]),
      ])
      for (const [{ status, body, text }, ms] of await Promise.all(callers)) {
        assert.equal(status, 503, text)
        assert.ok(['store.unavailable', 'outcome.unknown', 'ledger.busy'].includes(body?.code ?? ''), text)
        figures.refusedAfterMs = Math.max(figures.refusedAfterMs, ms)
      }
      const [[healthy, healthMs], readiness] = await probes
      assert.ok(healthy.status === 200 && healthMs < SLACK_MS)
      assert.equal(readiness, 503)
    } finally {
      signalAll(pids, 'SIGCONT')
    }
    assert.ok(figures.refusedAfterMs < REFUSED_WITHIN_MS, `refused after ${figures.refusedAfterMs} ms`)
    for (const api of world.apis)
      figures.recoveredMs = Math.max(figures.recoveredMs, await answersAgain(world, api))
    progress?.(`database stop ${n + 1}/${stops}: ${JSON.stringify(figures)}`)
  }
  return figures
}

async function ready(api: Api): Promise<number> {
  return (await ask(api.url, '/ready', { key: '' })).status
}

/** Gone and back, with the same API processes. */
async function databaseGone(world: World): Promise<void> {
  await world.server.process?.kill('SIGKILL')
  for (const api of world.apis) {
    const [{ status, body, text }, ms] = await timed(gate(world, api))
    assert.deepEqual([status, body?.code], [503, 'store.unavailable'], text)
    assert.ok(ms < defaultTimeouts.connectMs + SLACK_MS, `refused after ${ms} ms`)
    assert.equal((await ask(api.url, '/health', { key: world.key })).status, 200)
    assert.equal(await ready(api), 503)
  }
  await world.server.process?.start()
  for (const api of world.apis) {
    await answersAgain(world, api)
    await sleep(600)
    assert.equal(await ready(api), 200)
  }
}
