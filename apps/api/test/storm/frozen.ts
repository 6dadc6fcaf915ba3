// What stands still instead of dying: a process that holds an org's lock, and the database itself.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { formatApiKey, newId } from '@countersign/terms'
import pg from 'pg'
import { beginFor } from '../begin.ts'
import { startPostgres, type TestPostgres } from '../postgres.ts'
import { family } from '../postgres-server.ts'
import { until } from '../until.ts'
import { client, type Figures, judge, newStorm, resolveAll, type Storm } from './history.ts'
import { type Api, ask, must, type Reply, settings, signalAll, startApi } from './processes.ts'

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
const WARM_UP = 30

export async function frozenRun(options: FrozenOptions): Promise<FrozenFigures> {
  const server = await startPostgres()
  const orgId = newId('org', Date.now(), randomBytes(10))
  const key = formatApiKey('test', orgId, randomBytes(30))
  // The timeouts are what is tried here.
  const env = settings(key, { DATABASE_URL: server.url, COUNTERSIGN_STATEMENT_SECONDS: '5' })
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

function gate(world: World, api: Api): Promise<Reply> {
  return ask(api.url, '/v1/gate', { key: world.key, body: { agent_id: world.agentId, action: 'read_file' } })
}

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
        // It stands still until this is answered: only a timeout can have freed the lock.
        const [{ status, text }, ms] = await timed(gate(world, other))
        assert.equal(status, 200, text)
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
  await until(
    `${count} requests are answered`,
    () => [...storm.ops.values()].filter((op) => op.okAt !== undefined).length >= count,
  )
}

async function holdsLock(watcher: pg.Client): Promise<boolean> {
  const held = await watcher.query(
    `select 1 from pg_stat_activity a join pg_locks l on l.pid = a.pid
      where a.state = 'idle in transaction' and l.relation = 'logs'::regclass and l.mode = 'RowShareLock'`,
  )
  return held.rows.length > 0
}

async function answersAgain(world: World, api: Api): Promise<number> {
  const [, ms] = await timed(
    until('it gives verdicts again', async () => {
      const reply = await gate(world, api).catch(() => undefined)
      return reply?.status === 200
    }),
  )
  return ms
}

/** The same as a frozen process does, without luck: the transaction of a commit, and then silence. */
async function sameLockFromOutside(world: World): Promise<void> {
  const silent = new pg.Client({ connectionString: world.server.url })
  const ended = new Promise<Error>((resolve) => silent.on('error', resolve))
  await silent.connect()
  await silent.query(beginFor(world.orgId))
  await silent.query(`select 1 from logs where org_id = '${world.orgId}' for no key update`)
  for (const { status, text } of await Promise.all(world.apis.map((api) => gate(world, api)))) {
    assert.equal(status, 200, text)
  }
  // The server ended the silent session; nothing else let the lock go.
  assert.match(String(await ended), /idle-in-transaction timeout/)
  await silent.end().catch(() => undefined)
}

async function databaseStops(world: World, { stops, progress }: FrozenOptions) {
  const figures = { refusedAfterMs: 0, recoveredMs: 0 }
  for (let n = 0; n < stops; n++) {
    const pids = family(world.server.process?.pid() ?? 0)
    signalAll(pids, 'SIGSTOP')
    try {
      const callers = Array.from({ length: 20 }, (_, at) => timed(gate(world, world.apis[at % 2] as Api)))
      const probes = Promise.all([
        ask(world.apis[0].url, '/health', { key: world.key }),
        ready(world.apis[0]),
      ])
      for (const [{ status, body, text }, ms] of await Promise.all(callers)) {
        assert.equal(status, 503, text)
        assert.ok(['store.unavailable', 'outcome.unknown', 'ledger.busy'].includes(body?.code ?? ''), text)
        figures.refusedAfterMs = Math.max(figures.refusedAfterMs, ms)
      }
      const [healthy, readiness] = await probes
      assert.equal(healthy.status, 200)
      assert.equal(readiness, 503)
    } finally {
      signalAll(pids, 'SIGCONT')
    }
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
    const { status, body, text } = await gate(world, api)
    assert.deepEqual([status, body?.code], [503, 'store.unavailable'], text)
    assert.equal((await ask(api.url, '/health', { key: world.key })).status, 200)
    assert.equal(await ready(api), 503)
  }
  await world.server.process?.start()
  for (const api of world.apis) {
    await answersAgain(world, api)
    await until('it is ready again', async () => (await ready(api)) === 200)
  }
}
